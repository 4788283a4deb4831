package dev.mailrace.files;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file that the user named. Immutable.
 *
 * <p>No more is read than its limit and one byte, whatever the file says of its size: devices and pipes say nothing. Refusals
 * name the file, the reason and what was expected, and quote nothing of what the file holds.
 *
 * @param what begins the message when the file is refused; empty: the path does
 * @param bytesMax the most that may be in it
 * @param expected what would have been fine, such as {@code a readable text file}
 */
public record UserFile(String what, Path path, long bytesMax, String expected) {
    private static final String BYTE_ORDER_MARK = "\ufeff";

    public UserFile {
        if (bytesMax < 0 || bytesMax >= Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("limit: " + bytesMax + " bytes (expected: what an array can hold)");
        }
    }

    /**
     * The path of that text.
     *
     * @throws Refusal when it is none, which depends on the locale
     */
    public static Path path(String what, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal(
                    what,
                    "\"" + text + "\" is no file name here",
                    "one that the locale's character set, " + System.getProperty("sun.jnu.encoding")
                            + ", can spell; try LC_ALL=C.UTF-8",
                    e);
        }
    }

    /** All of it. */
    public byte[] bytes() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes((int) bytesMax + 1);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (bytes.length > bytesMax) {
            throw tooLarge();
        }
        return bytes;
    }

    /** All of it, which is UTF-8; without the mark that some editors put in front. */
    public String text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw unreadable(e);
        }
    }

    /**
     * A stream of what is in it, for what is too large to be held twice; it throws {@link TooLargeException} behind the limit.
     *
     * @throws IOException to be told by {@link #unreadable}
     */
    public InputStream stream() throws IOException {
        return new Limited(Files.newInputStream(path), bytesMax);
    }

    /** There is more in a file than may be. */
    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Ends with an exception where there is more than the limit. Owned by one thread. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long bytesMax) {
            super(in);
            left = bytesMax;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws TooLargeException {
            left -= read;
            if (left < 0) {
                throw new TooLargeException();
            }
        }
    }

    /** The refusal for what reading it came to. */
    public Refusal unreadable(IOException cause) {
        return cause instanceof TooLargeException ? tooLarge() : refused(reason(cause), expected, cause);
    }

    /** The refusal for more than its limit. */
    public Refusal tooLarge() {
        return refused("more than " + String.format(Locale.ROOT, "%,d", bytesMax) + " bytes", "at most that", null);
    }

    /** The refusal for what is in it. */
    public Refusal refused(String reason) {
        return refused(reason, expected, null);
    }

    private Refusal refused(String reason, String better, @Nullable IOException cause) {
        return what.isEmpty()
                ? new Refusal("", reason, better, cause).at(path.toString())
                : new Refusal(what, path + ": " + reason, better, cause);
    }

    /** What the file system said, in plain words. */
    private String reason(IOException cause) {
        return Files.isDirectory(path) ? "a folder" : SystemWords.of(cause);
    }
}
