package dev.mailrace.supply;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.StringJoiner;

/**
 * A jar in Maven's local repository, which is laid out as {@code group/artifact/version/file.jar}.
 *
 * @param classifier such as linux-x86_64, or empty
 */
record Dependency(String group, String artifact, String version, String classifier, Path jar) {
    static final Comparator<Dependency> ORDER = Comparator.comparing(Dependency::group)
            .thenComparing(Dependency::artifact)
            .thenComparing(Dependency::classifier);

    /**
     * By the path of a jar.
     *
     * @param repository the root of the repository
     */
    static Dependency of(Path repository, Path jar) {
        Path inside = repository.relativize(jar);
        int names = inside.getNameCount();
        if (names < 4 || inside.startsWith("..")) {
            throw new IllegalArgumentException(
                    jar + " (expected: group/artifact/version/file.jar below " + repository + ")");
        }
        String artifact = inside.getName(names - 3).toString();
        String version = inside.getName(names - 2).toString();
        StringJoiner group = new StringJoiner(".");
        inside.subpath(0, names - 3).forEach(part -> group.add(part.toString()));
        String file = inside.getFileName().toString();
        String rest = file.substring((artifact + "-" + version).length(), file.length() - ".jar".length());
        return new Dependency(group.toString(), artifact, version, rest.isEmpty() ? "" : rest.substring(1), jar);
    }
}
