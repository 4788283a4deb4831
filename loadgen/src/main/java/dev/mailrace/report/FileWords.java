package dev.mailrace.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a file could not be read or written, in the words that systems have for it: without the path, which the caller knows. */
public final class FileWords {
    /** What {@link FileNotFoundException} says: the path, and then the system's word. */
    private static final Pattern IN_PARENTHESES = Pattern.compile("\\(([^()]+)\\)$");

    private FileWords() {}

    /** One line in small letters, such as {@code no space left on device}. */
    public static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        if (e instanceof FileSystemException system) {
            return words(system.getReason());
        }
        String message = e.getMessage();
        if (e instanceof FileNotFoundException && message != null) {
            Matcher reason = IN_PARENTHESES.matcher(message);
            return words(reason.find() ? reason.group(1) : "no such file or folder");
        }
        return words(message);
    }

    private static String words(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return "it takes no more";
        }
        String line = JsonFile.printable(reason.replaceAll("\\s+", " ").strip());
        boolean isAcronym = line.length() > 1 && Character.isUpperCase(line.charAt(1));
        return isAcronym ? line : line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
    }
}
