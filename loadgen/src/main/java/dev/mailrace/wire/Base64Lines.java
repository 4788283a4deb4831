package dev.mailrace.wire;

import java.util.Base64;

/**
 * Base64 in lines of {@value #LINE_CHARACTERS} characters, each with its CRLF (RFC 2045 §6.8).
 *
 * <p>All bytes go through the JDK's encoder at once, which has instructions of the processor for that; then the lines are
 * moved apart within the array. The JDK's own MIME encoder calls its encoder line by line.
 */
public final class Base64Lines {
    public static final int LINE_CHARACTERS = 76;

    /** What a line of base64 with its CRLF takes. */
    public static final int LINE_BYTES = LINE_CHARACTERS + 2;

    /** What a line of base64 stands for. */
    public static final int LINE_PLAIN_BYTES = LINE_CHARACTERS / 4 * 3;

    private static final Base64.Encoder FLAT = Base64.getEncoder();

    private Base64Lines() {}

    /**
     * How many bytes {@link #encode} makes.
     *
     * @param plainBytes at least 0
     */
    public static long encodedBytes(long plainBytes) {
        long characters = (plainBytes + 2) / 3 * 4;
        return characters + 2 * lines(characters);
    }

    private static long lines(long characters) {
        return (characters + LINE_CHARACTERS - 1) / LINE_CHARACTERS;
    }

    /**
     * Encodes {@code plain} into {@code out}, from its first byte. Allocates nothing.
     *
     * @param out of {@link #encodedBytes} at least
     * @return how many bytes were written
     * @throws IllegalArgumentException when {@code out} is too short
     */
    public static int encode(byte[] plain, byte[] out) {
        long bytes = encodedBytes(plain.length);
        if (bytes > out.length) {
            throw new IllegalArgumentException("out: " + out.length + " bytes (expected: at least " + bytes + ")");
        }
        int characters = FLAT.encode(plain, out);
        // The last line goes first, so that no line is written over before it has moved.
        for (int line = (int) lines(characters) - 1; line >= 0; line--) {
            int start = line * LINE_CHARACTERS;
            int length = Math.min(LINE_CHARACTERS, characters - start);
            int end = line * LINE_BYTES + length;
            System.arraycopy(out, start, out, end - length, length);
            out[end] = '\r';
            out[end + 1] = '\n';
        }
        return (int) bytes;
    }
}
