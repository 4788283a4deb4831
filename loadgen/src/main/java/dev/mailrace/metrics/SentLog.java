package dev.mailrace.metrics;

import java.util.Arrays;

/**
 * Which recipients' messages a server took, or may have taken, and when: what is to be delivered. Owned by one thread at a
 * time; made to be used again and again.
 */
public final class SentLog {
    private static final int NUMBERS_EACH = 4;
    private static final int CONFIRMED = 1;
    private static final int MEASURED = 2;
    private static final int FLAG_BITS = 2;

    private long[] numbers = new long[0];
    private int used;

    /**
     * A message for one recipient.
     *
     * @param sequence the message's number
     * @param recipient of the message's, from 0
     * @param confirmed whether the server said that it took it; otherwise it may have
     * @param stage of the arrival
     * @param dueEpochMicros the intended start, in microseconds since 1970
     * @param endNanos when the server's answer came, or the end without one, on the loops' ticker
     */
    public record Sent(
            long sequence, int recipient, boolean confirmed, Stage stage, long dueEpochMicros, long endNanos) {}

    /** Takes what is read. */
    public interface Reader {
        void sent(Sent sent);
    }

    void add(long sequence, int recipient, boolean confirmed, Stage stage, long dueEpochMicros, long endNanos) {
        if (used == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(64 * NUMBERS_EACH, 2 * used));
        }
        numbers[used++] = sequence;
        numbers[used++] =
                (long) recipient << FLAG_BITS | (confirmed ? CONFIRMED : 0) | (stage == Stage.WARMUP ? 0 : MEASURED);
        numbers[used++] = dueEpochMicros;
        numbers[used++] = endNanos;
    }

    /** Reads all of it, in its order. */
    public void forEach(Reader reader) {
        for (int i = 0; i < used; i += NUMBERS_EACH) {
            long flags = numbers[i + 1];
            reader.sent(new Sent(
                    numbers[i],
                    (int) (flags >> FLAG_BITS),
                    (flags & CONFIRMED) != 0,
                    (flags & MEASURED) != 0 ? Stage.MEASURE : Stage.WARMUP,
                    numbers[i + 2],
                    numbers[i + 3]));
        }
    }

    void add(SentLog other) {
        if (numbers.length < used + other.used) {
            numbers = Arrays.copyOf(numbers, Math.max(used + other.used, 2 * used));
        }
        System.arraycopy(other.numbers, 0, numbers, used, other.used);
        used += other.used;
    }

    void clear() {
        used = 0;
    }
}
