package dev.mailrace.html;

import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Some time of a run: what one or more intervals in a row came to. Histograms are kept packed. Owned by one thread. */
final class Slot {
    /** What a monitor gave: two neighbours' values become their mean, for nobody knows which way is bad. */
    record Values(double sum, int count) {
        static Values of(double value) {
            return Double.isNaN(value) ? new Values(0, 0) : new Values(value, 1);
        }

        Values and(Values others) {
            return new Values(sum + others.sum, count + others.count);
        }
    }

    /** The last interval may be all but nothing, and what arrives in it no rate. */
    private static final long SHORTEST_NANOS = 100_000_000;

    /** More kinds of endings cannot be told apart; one stands for all further ones. */
    static final int CAUSES_MAX = 40;

    static final String OTHERS = "others";

    private final long startNanos;
    private final Map<String, byte[]> packed = new TreeMap<>();
    private final Map<String, Values> monitors = new LinkedHashMap<>();
    private final Map<String, Long> causes = new LinkedHashMap<>();
    private final long[] counts;
    private long endNanos;
    private int connections;
    private int backlog;
    private long inServer;
    private long delivered;
    private long due;
    private long oldestNanos;

    /**
     * A slot that is over.
     *
     * @param counts by {@link Outcome.Kind}
     * @param connections the most that were open at an interval's end
     * @param backlog the most that waited at an interval's end
     */
    Slot(long startNanos, long endNanos, long[] counts, int connections, int backlog) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.counts = counts.clone();
        this.connections = connections;
        this.backlog = backlog;
    }

    /** Adds the times of a tag, which are borrowed. */
    void put(String tag, Histogram times) {
        if (times.getTotalCount() > 0) {
            packed.put(tag, pack(times));
        }
    }

    /** Adds times of a tag, which are borrowed, to those that are there. */
    void add(String tag, Histogram times) {
        byte[] ours = packed.get(tag);
        packed.put(tag, ours == null ? pack(times) : sum(ours, times));
    }

    private static byte[] sum(byte[] packed, Histogram added) {
        Histogram sum = unpack(packed);
        sum.setAutoResize(true);
        sum.add(added);
        return pack(sum);
    }

    /** Counts endings under a name, or under {@value #OTHERS} where there are too many names. */
    static void count(Map<String, Long> causes, String label, long count) {
        boolean hasRoom = causes.size() < CAUSES_MAX || causes.containsKey(label);
        causes.merge(hasRoom ? label : OTHERS, count, Long::sum);
    }

    void cause(String label, long count) {
        count(causes, label, count);
    }

    /** What fell due in it, and how long the oldest that had no answer waited at the end of one of its intervals. */
    void arrivals(long fellDue, long oldest) {
        due = fellDue;
        oldestNanos = oldest;
    }

    /** Adds values of a monitor. */
    void put(String monitor, Values values) {
        monitors.merge(monitor, values, Values::and);
    }

    private static byte[] pack(Histogram times) {
        ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
        int length = times.encodeIntoByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static Histogram unpack(byte[] bytes) {
        return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(bytes), 0);
    }

    /** Takes in the slot that follows: counts and histograms are added, never percentiles. */
    void add(Slot next) {
        endNanos = next.endNanos;
        connections = Math.max(connections, next.connections);
        backlog = Math.max(backlog, next.backlog);
        inServer = Math.max(inServer, next.inServer);
        delivered += next.delivered;
        for (int i = 0; i < counts.length; i++) {
            counts[i] += next.counts[i];
        }
        next.monitors.forEach(this::put);
        next.causes.forEach(this::cause);
        due += next.due;
        oldestNanos = Math.max(oldestNanos, next.oldestNanos);
        next.packed.forEach((tag, theirs) -> add(tag, unpack(theirs)));
    }

    /** What the server had at its end at most, and how many deliveries arrived in it. */
    void deliveries(long had, long ended) {
        inServer = had;
        delivered = ended;
    }

    long inServer() {
        return inServer;
    }

    double deliveredPerSecond() {
        return delivered * 1e9 / Math.max(endNanos - startNanos, SHORTEST_NANOS);
    }

    double middleSeconds() {
        return (startNanos + endNanos) / 2e9;
    }

    long startNanos() {
        return startNanos;
    }

    double perSecond(Outcome.Kind kind) {
        return rate(counts[kind.ordinal()]);
    }

    double duePerSecond() {
        return rate(due);
    }

    double perSecond(String cause) {
        return rate(causes.getOrDefault(cause, 0L));
    }

    private double rate(long count) {
        return endNanos > startNanos ? count * 1e9 / (endNanos - startNanos) : 0;
    }

    /** Endings but acceptance, by {@link dev.mailrace.report.Cause#label}. */
    Map<String, Long> causes() {
        return causes;
    }

    long oldestNanos() {
        return oldestNanos;
    }

    int connections() {
        return connections;
    }

    int backlog() {
        return backlog;
    }

    /** The monitor's mean, NaN where it could not be had; null where it was not due. */
    @Nullable
    Double mean(String monitor) {
        Values values = monitors.get(monitor);
        return values == null ? null : values.count == 0 ? Double.NaN : values.sum / values.count;
    }

    Iterable<String> monitors() {
        return monitors.keySet();
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
