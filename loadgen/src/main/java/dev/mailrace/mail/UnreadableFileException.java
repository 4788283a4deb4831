package dev.mailrace.mail;

import dev.mailrace.fault.SystemWords;
import dev.mailrace.wire.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The user named a file that cannot be read; the message is one line with the file and the reason. */
final class UnreadableFileException extends IllegalArgumentException {
    /**
     * Translates what the file system said.
     *
     * @param expected what would have been fine, for example {@code a readable CSV file}
     */
    UnreadableFileException(Path file, IOException cause, String expected) {
        super(Printable.of(file.toString()) + ": " + reason(file, cause) + " (expected: " + expected + ")", cause);
    }

    private static String reason(Path file, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file";
        }
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        if (cause instanceof CharacterCodingException) {
            return "not UTF-8";
        }
        if (Files.isDirectory(file)) {
            return "a folder";
        }
        return SystemWords.of(cause);
    }
}
