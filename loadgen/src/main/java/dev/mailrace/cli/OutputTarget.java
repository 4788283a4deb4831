package dev.mailrace.cli;

import dev.mailrace.report.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What {@code -o FORMAT=PATH} names.
 *
 * @param format in small letters
 * @param path {@code -} is standard output
 */
record OutputTarget(String format, String path) {
    private static final String STANDARD = "-";

    /**
     * Reads one.
     *
     * @param expected for the message
     * @throws IllegalArgumentException when there is no format, or no path
     */
    static OutputTarget parse(String output, String expected) {
        int equals = output.indexOf('=');
        if (equals < 0 || equals == output.length() - 1) {
            throw new IllegalArgumentException("output: " + output + " (expected: " + expected + ")");
        }
        return new OutputTarget(output.substring(0, equals).toLowerCase(Locale.ROOT), output.substring(equals + 1));
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
            throw new IllegalArgumentException("output: standard output twice (expected: one '-' at most)");
        }
        return parsed;
    }

    boolean isStandard() {
        return path.equals(STANDARD);
    }

    Path file() {
        return Path.of(path);
    }

    /** Writes all of it. */
    void write(byte[] bytes) {
        try {
            if (isStandard()) {
                System.out.write(bytes);
                System.out.flush();
            } else {
                ReportFile.replace(file(), bytes);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "output: " + path + " cannot be written: " + e.getMessage() + " (expected: a path that can be)");
        }
    }
}
