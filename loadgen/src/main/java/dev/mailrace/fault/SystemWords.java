package dev.mailrace.fault;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a file or a connection, for people: errno's words, never a class's name and never what a runtime or
 * a library made of them.
 */
public final class SystemWords {
    private SystemWords() {}

    /** A few words in lower case, such as {@code connection reset}, {@code no such file}, {@code no space left on device}. */
    public static String of(Throwable fault) {
        for (Throwable cause : Causes.of(fault)) {
            String words = ofClass(cause);
            if (words != null) {
                return words;
            }
        }
        Errno error = Errno.of(fault);
        String reason = error == null ? reason(fault) : error.words();
        return reason == null ? Errno.EIO.words() : reason;
    }

    /** What a file system says beyond errno, or we of a file: never what a class is called. */
    private static @Nullable String reason(Throwable fault) {
        return fault instanceof FileSystemException system && system.getReason() != null
                ? system.getReason().replaceAll("\\p{Cntrl}+", " ").strip()
                : null;
    }

    /** As {@link #of}, behind the name of the file that it is about, where that is known. */
    public static String named(Throwable fault) {
        String file = null;
        if (fault instanceof FileSystemException system) {
            file = system.getFile();
        } else if (fault instanceof FileNotFoundException missing) { // As in /path (words)
            String text = String.valueOf(missing.getMessage());
            int words = text.lastIndexOf(" (");
            file = words > 0 ? text.substring(0, words) : null;
        }
        return file == null ? of(fault) : file + ": " + of(fault);
    }

    /** Where the class says it all. */
    private static @Nullable String ofClass(Throwable fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file";
        }
        if (fault instanceof AccessDeniedException) {
            return Errno.EACCES.words();
        }
        if (fault instanceof FileAlreadyExistsException) {
            return Errno.EEXIST.words();
        }
        if (fault instanceof NotDirectoryException) {
            return Errno.ENOTDIR.words();
        }
        if (fault instanceof DirectoryNotEmptyException) {
            return Errno.ENOTEMPTY.words();
        }
        if (fault instanceof FileSystemLoopException) {
            return Errno.ELOOP.words();
        }
        if (fault instanceof CharacterCodingException) {
            return "not UTF-8";
        }
        if (fault instanceof EOFException) {
            return "it ends too early";
        }
        if (fault instanceof ClosedChannelException) {
            return "connection closed";
        }
        if (fault instanceof TimeoutException) {
            return "no answer in time";
        }
        return fault instanceof UnknownHostException || fault instanceof UnresolvedAddressException
                ? "unknown host"
                : null;
    }
}
