package dev.mailrace.fault;

import java.io.FileNotFoundException;
import java.net.NoRouteToHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The errors of Linux that files and sockets end with, by number and by words (errno(3)). Immutable.
 *
 * <p>Each transport and runtime wraps the same error in words of its own: {@code recvAddress(..) failed with error(-104):
 * Connection reset by peer}, {@code Connection refused: localhost/127.0.0.1:25}, {@code /x (Permission denied)}.
 */
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    EIO(5, "input/output error"),
    ENXIO(6, "no such device or address"),
    EACCES(13, "permission denied"),
    EBUSY(16, "device or resource busy"),
    EEXIST(17, "file exists"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many open files in system"),
    EMFILE(24, "too many open files"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no space left on device"),
    EROFS(30, "read-only file system"),
    EPIPE(32, "broken pipe"),
    ENAMETOOLONG(36, "file name too long"),
    ENOSYS(38, "function not implemented"),
    ENOTEMPTY(39, "directory not empty"),
    ELOOP(40, "too many levels of symbolic links"),
    EPROTO(71, "protocol error"),
    EAFNOSUPPORT(97, "address family not supported by protocol", "protocol family unavailable"),
    EADDRINUSE(98, "address already in use"),
    EADDRNOTAVAIL(99, "cannot assign requested address"),
    ENETDOWN(100, "network is down"),
    ENETUNREACH(101, "network is unreachable", "network unreachable"),
    ECONNABORTED(103, "connection aborted", "software caused connection abort"),
    ECONNRESET(104, "connection reset"),
    ENOBUFS(105, "no buffer space available"),
    ENOTCONN(107, "not connected", "transport endpoint is not connected"),
    ETIMEDOUT(110, "connection timed out", "connect timed out"),
    ECONNREFUSED(111, "connection refused"),
    EHOSTDOWN(112, "host is down"),
    EHOSTUNREACH(113, "no route to host", "host unreachable"),
    ESTALE(116, "stale file handle"),
    EDQUOT(122, "disk quota exceeded");

    /** As Netty's native transports say it. */
    private static final Pattern NUMBER = Pattern.compile("error\\(-?(\\d+)\\)");

    private final int number;
    private final String words;
    private final String otherWords;

    Errno(int number, String words) {
        this(number, words, words);
    }

    Errno(int number, String words, String otherWords) {
        this.number = number;
        this.words = words;
        this.otherWords = otherWords;
    }

    /** As errno(3) has them, in lower case. */
    public String words() {
        return words;
    }

    /** The one that {@code fault} or one of its causes tells of; null: none of these. */
    public static @Nullable Errno of(Throwable fault) {
        for (Throwable cause : Causes.of(fault)) {
            Errno found = in(text(cause));
            found = found == null ? ofClass(cause) : found;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** What the system said, without the names of files, which may hold any words. */
    private static String text(Throwable fault) {
        String text = fault instanceof FileSystemException file ? file.getReason() : fault.getMessage();
        if (text == null) {
            return "";
        }
        boolean named = text.startsWith("/") && text.endsWith(")"); // As FileInputStream says it: /path (words)
        return named ? text.substring(text.lastIndexOf('(')) : text;
    }

    /** Some come without a word. */
    private static @Nullable Errno ofClass(Throwable fault) {
        if (fault instanceof FileNotFoundException || fault instanceof NoSuchFileException) {
            return ENOENT;
        }
        if (fault instanceof AccessDeniedException) {
            return EACCES;
        }
        return fault instanceof NoRouteToHostException ? EHOSTUNREACH : null;
    }

    private static @Nullable Errno in(String text) {
        Matcher numbered = NUMBER.matcher(text);
        int wanted = numbered.find() ? Integer.parseInt(numbered.group(1)) : 0;
        String lower = text.toLowerCase(Locale.ROOT);
        for (Errno error : values()) {
            if (error.number == wanted
                    || (wanted == 0 && (lower.contains(error.words) || lower.contains(error.otherWords)))) {
                return error;
            }
        }
        return null;
    }
}
