package dev.mailrace.cli;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.runfile.ReportFile;
import dev.mailrace.terminal.StandardStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -o FORMAT=PATH} names.
 *
 * @param format in small letters
 * @param path {@code -} is standard output
 */
record OutputTarget(String format, String path) {
    /** Standard output under the names that it has: opened anew, a file there would be written over from its beginning. */
    private static final Set<String> STANDARD = Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    /**
     * Reads one.
     *
     * @param expected for the message
     * @throws Refusal when there is no format, or no path
     */
    static OutputTarget parse(String output, String expected) {
        int equals = output.indexOf('=');
        if (equals < 0 || equals == output.length() - 1) {
            throw new Refusal("output", output, expected);
        }
        String path = output.substring(equals + 1);
        try {
            return new OutputTarget(
                    output.substring(0, equals).toLowerCase(Locale.ROOT),
                    Path.of(path).toString());
        } catch (InvalidPathException e) {
            throw new Refusal("output", output, expected, e);
        }
    }

    /**
     * Reads several, of which one at most is standard output.
     *
     * @param expected for the message
     */
    static List<OutputTarget> parseAll(List<String> outputs, String expected) {
        List<OutputTarget> parsed =
                outputs.stream().map(output -> parse(output, expected)).toList();
        if (parsed.stream().filter(OutputTarget::isStandard).count() > 1) {
            throw new Refusal("output", "standard output twice", "one '-' at most");
        }
        return parsed;
    }

    /** The same, files first: a reader of standard output may take its time, and no file waits for it. */
    static List<OutputTarget> filesFirst(List<OutputTarget> targets) {
        return targets.stream()
                .sorted(Comparator.comparing(OutputTarget::isStandard))
                .toList();
    }

    boolean isStandard() {
        return STANDARD.contains(path);
    }

    Path file() {
        return Path.of(path);
    }

    /** What it is called when something is said of it. */
    String name() {
        return isStandard() ? format + "=" + path + LostOutputs.within(LostOutputs.STANDARD_OUTPUT) : path;
    }

    /**
     * Refuses paths that cannot be written, and one that is meant for two outputs: nothing is made or emptied by that.
     *
     * @param folder will be made; null: none will
     * @throws Refusal with the path and what is wrong with it
     */
    static void checkAll(List<OutputTarget> targets, @Nullable Path folder) {
        Set<Path> seen = new HashSet<>();
        for (OutputTarget target : targets) {
            if (target.isStandard()) {
                continue;
            }
            Path file = target.file().toAbsolutePath().normalize();
            if (ReportFile.keepsContent(file) && !seen.add(file)) {
                throw new Refusal("output", target.path + " given twice", "a path of its own for each");
            }
            boolean willBeThere = folder != null
                    && folder.toAbsolutePath().normalize().equals(file.getParent())
                    && !Files.exists(folder);
            if (!willBeThere) {
                target.check();
            }
        }
    }

    private void check() {
        try {
            ReportFile.check(file());
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    static Refusal unwritable(String path, IOException e) {
        return new Refusal("output", path + " cannot be written: " + SystemWords.of(e), "a path that can be", e);
    }

    /** Writes all of it, or notes that it is lost. */
    void write(byte[] bytes, LostOutputs lost) {
        lost.attempt(name(), () -> {
            if (isStandard()) {
                StandardStream.writeAtOnce(System.out);
                OutputStream out = StandardStream.output();
                out.write(bytes);
                out.flush();
            } else {
                ReportFile.replace(file(), bytes);
            }
        });
    }
}
