package dev.mailrace.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The books of deliveries: what became of what the server accepted, by recipient. Counts of an interval may be negative: what was
 * delivered becomes a duplicate when it arrives again. Owned by one thread at a time.
 */
public final class DeliveryCounts {
    /** Different remarks of a kind that are kept. */
    public static final int REMARKS_MAX = 20;

    private static final String SEPARATOR = ": ";

    /** What is counted. */
    public enum Count {
        /** Recipients whose messages the server accepted. */
        EXPECTED,
        /** Of these: arrived once, whole. */
        DELIVERED,
        /** Of these: arrived whole, more than once. */
        DUPLICATE,
        /** Of these: arrived, and at least once not as sent. */
        ALTERED,
        /** Of these: not arrived, but for somebody to whom it was not sent. */
        MISDIRECTED,
        /** Of these: not arrived, and the server said that it gave up. */
        BOUNCED,
        /** Of these: not arrived when the wait was over. */
        LOST,
        /** Of these: not arrived when the run was ended before the wait was over. */
        PENDING,
        /** Recipients whose messages the server may have accepted. */
        UNCONFIRMED,
        /** Of these: arrived. */
        UNCONFIRMED_ARRIVED,
        /** Recipients whose messages arrived, although the server refused them, or the client gave them up. */
        UNACCEPTED_ARRIVED,
        /** Arrivals after the first of a recipient. */
        COPIES,
        /** Arrivals of messages with a lower number than one that had arrived. */
        OUT_OF_ORDER,
        /** Arrivals for somebody to whom the message was not sent. */
        STRAY,
        /** Messages that are not of this run. */
        FOREIGN,
        /** How often a mailbox could not be read. */
        UNREAD,
        /** The most that were in the server when an interval ended. */
        IN_SERVER_MAX,
        /** Arrivals whose delivery time is not known: too many were in the server. */
        UNTIMED,
        /** Expected deliveries that arrived within the measured stage, also such as the warm-up had sent. */
        ARRIVED_IN_STAGE,
        /** How many were in the server when the measured stage ended, also such as the warm-up had sent. */
        IN_SERVER_AT_END;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name in files and thresholds. */
        public String label() {
            return label;
        }

        /** Whether it is one of the ways in which an expected delivery ends. */
        public boolean isEnd() {
            return compareTo(DELIVERED) >= 0 && compareTo(PENDING) <= 0;
        }
    }

    private final long[] counts = new long[Count.values().length];
    private final Map<String, Long> remarks = new TreeMap<>();

    public void add(Count count, long number) {
        counts[count.ordinal()] += number;
    }

    /** Keeps what is to be said of so many of a kind, as {@code body, line 3: …}; of different ones only the first. */
    public void remark(Count count, String remark, long number) {
        keep(count.label() + SEPARATOR, remark, number);
    }

    private void keep(String prefix, String remark, long number) {
        String key = prefix + remark;
        if (remarks.containsKey(key)
                || remarks.keySet().stream()
                                .filter(other -> other.startsWith(prefix))
                                .count()
                        < REMARKS_MAX) {
            remarks.merge(key, number, Long::sum);
        }
    }

    void add(DeliveryCounts other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        other.remarks.forEach((key, number) -> {
            int end = key.indexOf(SEPARATOR) + SEPARATOR.length();
            keep(key.substring(0, end), key.substring(end), number);
        });
    }

    void reset() {
        Arrays.fill(counts, 0);
        remarks.clear();
    }

    public long count(Count count) {
        return counts[count.ordinal()];
    }

    /** Each {@code kind: remark} with its count. */
    public Map<String, Long> remarks() {
        return Collections.unmodifiableMap(remarks);
    }

    /** Expected deliveries that arrived, once or more often, whole or not. */
    public long arrived() {
        return count(Count.DELIVERED) + count(Count.DUPLICATE) + count(Count.ALTERED);
    }

    /** Expected deliveries that have ended, in whatever way. */
    public long ended() {
        long ended = 0;
        for (Count count : Count.values()) {
            ended += count.isEnd() ? count(count) : 0;
        }
        return ended;
    }

    /** Deliveries that are expected and have not ended: the server has them. Of an interval, by how many they grew. */
    public long inServer() {
        return count(Count.EXPECTED) - ended();
    }

    /** Whether nothing was followed. */
    public boolean isEmpty() {
        for (long count : counts) {
            if (count != 0) {
                return false;
            }
        }
        return true;
    }
}
