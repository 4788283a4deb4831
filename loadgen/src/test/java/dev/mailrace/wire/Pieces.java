package dev.mailrace.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Bytes cut into pieces, as a network cuts them.
 *
 * @param label how they were cut, with the seed where there is one: for failure messages
 * @param pieces in order; together they are the bytes
 */
public record Pieces(String label, List<byte[]> pieces) {
    private static final int PIECE_BYTES_MAX = 7;

    public static Pieces whole(byte[] bytes) {
        return new Pieces("whole", List.of(bytes));
    }

    public static Pieces bytewise(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte b : bytes) {
            pieces.add(new byte[] {b});
        }
        return new Pieces("byte by byte", pieces);
    }

    /** Short pieces mostly, an empty one and a long one now and then. */
    public static Pieces random(byte[] bytes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int wanted = random.nextInt(8) == 0 ? random.nextInt(200) : random.nextInt(PIECE_BYTES_MAX);
            int to = Math.min(bytes.length, from + wanted);
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return new Pieces("cut with seed " + seed, pieces);
    }

    /** Whole, byte by byte, cut once at every place, and cut at random with {@code seeds} seeds. */
    public static List<Pieces> everyWay(byte[] bytes, int seeds) {
        List<Pieces> ways = new ArrayList<>(List.of(whole(bytes), bytewise(bytes)));
        for (int cut = 1; cut < Math.min(bytes.length, 200); cut++) {
            ways.add(new Pieces(
                    "cut at " + cut, List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length))));
        }
        for (long seed = 0; seed < seeds; seed++) {
            ways.add(random(bytes, seed));
        }
        return ways;
    }
}
