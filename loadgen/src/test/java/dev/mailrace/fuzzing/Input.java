package dev.mailrace.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of one try, taken from the front. Owned by one thread. */
public final class Input {
    private final byte[] bytes;
    private int index;

    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    /** From 0 to {@code bound - 1} by the next byte; 0 where none is left. */
    public int below(int bound) {
        return index < bytes.length ? (bytes[index++] & 0xff) % bound : 0;
    }

    public boolean flag() {
        return below(2) == 1;
    }

    public boolean isEmpty() {
        return index == bytes.length;
    }

    /** All that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, index, bytes.length);
        index = bytes.length;
        return rest;
    }

    /** All that is left, as UTF-8; what is none becomes a replacement character, as in a terminal. */
    public String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }

    /** What is left up to the next line feed, as UTF-8. */
    public String line() {
        int start = index;
        while (index < bytes.length && bytes[index] != '\n') {
            index++;
        }
        String line = new String(bytes, start, index - start, StandardCharsets.UTF_8);
        index = Math.min(bytes.length, index + 1);
        return line;
    }

    /**
     * Some ways to cut bytes into pieces: whole, byte by byte, in two, and at random places that follow from the bytes.
     *
     * @return of each way the pieces in order, which together are the bytes
     */
    public static List<List<byte[]>> cuts(byte[] bytes) {
        List<byte[]> single = new ArrayList<>();
        for (byte b : bytes) {
            single.add(new byte[] {b});
        }
        List<byte[]> random = new ArrayList<>();
        long state = Arrays.hashCode(bytes);
        int start = 0;
        while (start < bytes.length) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L; // Knuth's
            int end = Math.min(bytes.length, start + 1 + (int) (state >>> 60));
            random.add(Arrays.copyOfRange(bytes, start, end));
            start = end;
        }
        int half = bytes.length == 0 ? 0 : (int) Long.remainderUnsigned(state >>> 8, bytes.length);
        return List.of(
                List.of(bytes),
                single,
                List.of(Arrays.copyOf(bytes, half), Arrays.copyOfRange(bytes, half, bytes.length)),
                random);
    }
}
