package dev.mailrace.html;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Some time of a run: what one or more intervals in a row came to. Histograms are kept packed. Owned by one thread. */
final class Slot {
    static final String SLIP = "slip";
    static final String LOOP_LAG = "loop_lag";

    final long startNanos;
    private final Map<String, byte[]> packed = new TreeMap<>();
    private final long[] counts = new long[Outcome.Kind.values().length];
    private long endNanos;
    private int connections;
    private int backlog;

    Slot(long startNanos) {
        this.startNanos = startNanos;
        endNanos = startNanos;
    }

    /** What an interval came to, the warm-up's arrivals and the measured ones together. */
    static Slot of(Interval interval) {
        Slot slot = new Slot(interval.startNanos());
        slot.endNanos = interval.endNanos();
        slot.connections = interval.connections();
        slot.backlog = interval.backlog();
        Tally both = new Tally();
        both.add(interval.warmup());
        both.add(interval.measured());
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            slot.counts[kind.ordinal()] = both.count(kind);
        }
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                Histogram times = both.histogram(timing, phase);
                if (times != null) {
                    slot.packed.put(timing.tag(phase), pack(times));
                }
            }
        }
        slot.put(SLIP, interval.slip());
        slot.put(LOOP_LAG, interval.loopLag());
        return slot;
    }

    private void put(String tag, Histogram times) {
        if (times.getTotalCount() > 0) {
            packed.put(tag, pack(times));
        }
    }

    private static byte[] pack(Histogram times) {
        ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
        int length = times.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static Histogram unpack(byte[] bytes) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
        } catch (DataFormatException e) {
            throw new IllegalStateException(e); // They are our own.
        }
    }

    /** Takes in the slot that follows: counts and histograms are added, never percentiles. */
    void add(Slot next) {
        endNanos = next.endNanos;
        connections = Math.max(connections, next.connections);
        backlog = Math.max(backlog, next.backlog);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += next.counts[i];
        }
        next.packed.forEach((tag, theirs) -> packed.merge(tag, theirs, (ours, other) -> {
            Histogram sum = unpack(ours);
            sum.setAutoResize(true);
            sum.add(unpack(other));
            return pack(sum);
        }));
    }

    double middleSeconds() {
        return (startNanos + endNanos) / 2e9;
    }

    double perSecond(Outcome.Kind kind) {
        return endNanos > startNanos ? counts[kind.ordinal()] * 1e9 / (endNanos - startNanos) : 0;
    }

    int connections() {
        return connections;
    }

    int backlog() {
        return backlog;
    }

    Iterable<String> tags() {
        return packed.keySet();
    }

    /** The times of that tag in nanoseconds; empty where there are none. */
    Histogram times(String tag) {
        byte[] bytes = packed.get(tag);
        return bytes == null ? Tally.histogram() : unpack(bytes);
    }
}
