package dev.mailrace.bench.processes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a program writes to its standard error, of which people see the beginning.
 *
 * <p>A file, because a pipe that nobody reads would hold the program up.
 */
public final class Complaints {
    private static final int LINES_SHOWN = 2;

    private final String whose;
    private final Path file;

    /** Makes the file. */
    public Complaints(String whose) throws IOException {
        this.whose = whose;
        file = Files.createTempFile("mailrace-bench", ".log");
    }

    public File file() {
        return file.toFile();
    }

    /** Shows the first lines and removes the file; does nothing the second time. */
    public void show() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            lines.stream().limit(LINES_SHOWN).forEach(line -> System.err.println(whose + ": " + line));
            if (lines.size() > LINES_SHOWN) {
                System.err.println(whose + ": … and " + (lines.size() - LINES_SHOWN) + " lines more");
            }
            Files.delete(file);
        } catch (IOException e) {
            System.err.println(whose + ": what it complained of cannot be read: " + e.getMessage());
        }
    }
}
