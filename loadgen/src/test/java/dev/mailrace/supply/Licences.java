package dev.mailrace.supply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Collects the licence texts and notices of all that goes into the jar, in a folder for each artifact, which shading would else
 * drop or write over each other. An index says where each one's are.
 */
final class Licences {
    static final String FOLDER = "META-INF/licenses/";
    static final String INDEX = FOLDER + "index.tsv";

    /** Groups whose jars carry no text, and whose POMs name the Apache License 2.0. */
    private static final Set<String> APACHE = Set.of(
            "org.jspecify",
            "io.netty",
            "org.jctools",
            "info.picocli",
            "org.roaringbitmap",
            "org.yaml",
            "io.prometheus",
            "io.opentelemetry.proto",
            "org.scala-lang",
            "com.typesafe",
            "com.hierynomus",
            "org.agrona");

    /** What a jar says of itself, and of what was shaded into it, such as JCTools into netty-common. */
    private static final Pattern POM = Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom\\.xml");

    private static final Pattern TEXT =
            Pattern.compile("META-INF/(licenses?/.+|[^/]*(LICEN[CS]E|NOTICE|COPYING)[^/]*)", Pattern.CASE_INSENSITIVE);

    private final Path texts;
    private final Path apache;
    private final Path classes;

    /** Lines of the index, by artifact. */
    private final TreeMap<String, Set<String>> index = new TreeMap<>();

    /**
     * @param texts a file for each group whose jars carry none, {@code GROUP.txt}
     * @param apache the text of the Apache License 2.0, Mailrace's own too
     * @param classes what becomes the jar
     */
    Licences(Path texts, Path apache, Path classes) {
        this.texts = texts;
        this.apache = apache;
        this.classes = classes;
    }

    /** Writes all files anew. */
    void collect(List<Dependency> dependencies) throws IOException {
        put("", "Apache-2.0.txt", Files.readAllBytes(apache));
        note("mailrace", "Apache-2.0.txt");
        for (Dependency dependency : dependencies) {
            if (!fromJar(dependency)) {
                byOthers(dependency.group(), dependency.artifact());
            }
        }
        List<String> lines = new ArrayList<>(List.of("artifact\ttexts"));
        index.forEach((artifact, files) -> lines.add(artifact + "\t" + String.join(" ", files)));
        Files.write(classes.resolve(INDEX), lines);
    }

    /** uPlot stands among the resources with its licence. */
    void note(String artifact, String file) {
        index.computeIfAbsent(artifact, unused -> new TreeSet<>()).add(file);
    }

    private boolean fromJar(Dependency dependency) throws IOException {
        boolean licensed = false;
        try (ZipFile jar = new ZipFile(dependency.jar().toFile())) {
            for (ZipEntry entry : jar.stream().filter(Licences::isText).toList()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                put(dependency.artifact() + "/", name, jar.getInputStream(entry).readAllBytes());
                note(dependency.artifact(), dependency.artifact() + "/" + name);
                licensed |= name.startsWith("LICENSE");
            }
            for (ZipEntry entry : jar.stream().toList()) {
                Matcher pom = POM.matcher(entry.getName());
                if (pom.matches() && !pom.group(2).equals(dependency.artifact())) {
                    byOthers(pom.group(1), pom.group(2));
                }
            }
        }
        return licensed;
    }

    private static boolean isText(ZipEntry entry) {
        return !entry.isDirectory()
                && !entry.getName().endsWith(".class")
                && TEXT.matcher(entry.getName()).matches();
    }

    private void byOthers(String group, String artifact) throws IOException {
        Path text = texts.resolve(group + ".txt");
        if (Files.exists(text)) {
            put(artifact + "/", "LICENSE.txt", Files.readAllBytes(text));
            note(artifact, artifact + "/LICENSE.txt");
        } else if (APACHE.contains(group)) {
            note(artifact, "Apache-2.0.txt");
        } else {
            throw new IllegalStateException(group + ":" + artifact + " carries no licence text (expected: one in "
                    + text + ", or the group among those under Apache-2.0)");
        }
    }

    /** Line ends are those of Unix, so that equal texts are equal. */
    private void put(String folder, String name, byte[] text) throws IOException {
        Path file = classes.resolve(FOLDER + folder + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, new String(text, StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }
}
