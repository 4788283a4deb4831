package dev.mailrace.runfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** A file that another thread writes, line by line. */
public final class Written {
    private Written() {}

    /** Its text, once its last line is whole and it is {@code enough}; the test's time limit ends the wait. */
    public static String text(Path file, Predicate<String> enough) throws IOException {
        String text = "";
        while (!text.endsWith("\n") || !enough.test(text)) {
            text = Files.readString(file);
            Thread.onSpinWait();
        }
        return text;
    }
}
