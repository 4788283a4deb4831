package dev.mailrace.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what arrives, for runs that are made elsewhere: a file of deliveries, a line each. Any thread may add to it; one
 * flushes it, each second, so that a process that is killed loses no more.
 *
 * <p>The file is text, with tabs between columns; the manual says what they are. Memory: what came since the last flush, and the
 * ids of {@value #RUNS_MAX} runs at most.
 */
public final class ArrivalNotes implements AutoCloseable {
    static final String KIND = "mailrace-deliveries";
    static final int FORMAT = 1;
    static final String CLOCK = "clock";
    static final String WHERE = "where";
    static final String CHECK = "check";
    static final String RUN = "run";
    static final String GOT = "got";
    static final String BOUNCE = "bounce";
    static final String FOREIGN = "foreign";
    static final String UNREAD = "unread";
    static final String ALIVE = "alive";
    static final String END = "end";

    /** In a column: it is not known. */
    static final long NONE = -1;

    static final String NOBODY = "-";

    private static final int RUNS_MAX = 10_000;
    private static final int BYTES_MAX = 1 << 20; // that wait for the next flush

    private final OutputStream out;
    private final MachineClock start;
    private final Map<String, Integer> runs = new LinkedHashMap<>(); // guarded by this, as all below
    private final Columns lines = new Columns();
    private long messages;
    private long bounces;
    private long foreign;
    private long unread;
    private @Nullable IOException failure; // null: all was written

    private ArrivalNotes(OutputStream out, MachineClock start) {
        this.out = out;
        this.start = start;
    }

    /**
     * Begins a file.
     *
     * @param out owned; nothing may wait in it once it is flushed
     * @param where messages arrive, as it was given
     */
    public static ArrivalNotes begin(OutputStream out, List<String> where, DeliveryCheck check) throws IOException {
        MachineClock start = MachineClock.now();
        ArrivalNotes notes = new ArrivalNotes(out, start);
        notes.lines.line(KIND).add(FORMAT).end();
        notes.lines
                .line(CLOCK)
                .add(start.wallNanos())
                .add(start.monotonicNanos())
                .add(start.machine())
                .end();
        where.forEach(each -> notes.lines.line(WHERE).add(each).end());
        notes.lines.line(CHECK).add(check.toString()).end();
        notes.flush();
        return notes;
    }

    /** What a message says of itself. */
    record Told(String markRun, long sequence, long dueMicros, String idRun, long idSequence) {}

    /** Since the beginning, by the clock that nobody sets. */
    long nowNanos() {
        return System.nanoTime() - start.monotonicNanos();
    }

    /** Since the beginning, of a time by the wall clock. */
    long nanosOf(long epochNanos) {
        return epochNanos - start.wallNanos();
    }

    /**
     * A message has come, for each of its recipients; once where none is known.
     *
     * @param areSeen whether it is looked at who they are
     */
    synchronized void got(NotedMessage told, Recipients recipients, boolean areSeen, long nanos) {
        long markRun = run(told.markRun());
        long idRun = run(told.idRun());
        for (int i = 0; i < Math.max(1, recipients.count()); i++) {
            messages++;
            lines.line(GOT)
                    .add(markRun)
                    .add(told.sequence())
                    .add(told.dueMicros())
                    .add(idRun)
                    .add(told.idSequence())
                    .add(nanos)
                    .addHex(told.headerDigest())
                    .addHex(told.bodyDigest());
            if (areSeen && recipients.count() > 0) {
                recipients.write(i, lines);
            } else {
                lines.add(NOBODY);
            }
            lines.end();
        }
        handOver();
    }

    /** The number of a run in this file; {@link #NONE}: none is named, or there are too many. */
    private long run(String id) {
        if (id.isEmpty()) {
            return NONE;
        }
        Integer known = runs.get(id);
        if (known == null && runs.size() < RUNS_MAX) {
            known = runs.size();
            runs.put(id, known);
            lines.line(RUN).add(known).add(id).end();
        }
        return known == null ? NONE : known;
    }

    /**
     * A notice that a message was given up.
     *
     * @param recipient an address; empty: not known
     */
    synchronized void bounced(String runId, long sequence, String recipient, String words, long nanos) {
        bounces++;
        long run = run(runId);
        lines.line(BOUNCE)
                .add(run)
                .add(sequence)
                .add(nanos)
                .add(words)
                .add(recipient.isEmpty() ? NOBODY : recipient)
                .end();
        handOver();
    }

    /** Something that is of no run. */
    synchronized void foreign(long nanos) {
        foreign++;
        lines.line(FOREIGN).add(nanos).end();
        handOver();
    }

    /** A mailbox that could not be read. */
    synchronized void unread(String why) {
        unread++;
        lines.line(UNREAD).add(nowNanos()).add(why).end();
        handOver();
    }

    private void handOver() {
        if (lines.bytes() > BYTES_MAX) {
            write();
        }
    }

    private void write() {
        if (failure != null) {
            lines.forget(); // What a full disk does not take must not fill the memory.
            return;
        }
        try {
            lines.writeTo(out);
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * Writes what waits, and that it was there to see it: the wall clock, too, which may have been set.
     *
     * @throws IOException where this, or something before, could not be written
     */
    public synchronized void flush() throws IOException {
        lines.line(ALIVE).add(nowNanos()).add(EpochNanos.of(Instant.now())).end();
        write();
        checkWritten();
        out.flush();
    }

    private void checkWritten() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** All that came by now. */
    public synchronized Counts counts() {
        return new Counts(messages, bounces, foreign, unread, List.copyOf(runs.keySet()));
    }

    /**
     * What came.
     *
     * @param messages of runs, a recipient each
     * @param foreign messages of no run
     * @param unread how often a mailbox could not be read
     * @param runs their ids, in the order in which they came
     */
    public record Counts(long messages, long bounces, long foreign, long unread, List<String> runs) {}

    /** Writes the rest, and that this is the end. */
    @Override
    public synchronized void close() throws IOException {
        lines.line(END).add(nowNanos()).end();
        write();
        out.close();
        checkWritten();
    }
}
