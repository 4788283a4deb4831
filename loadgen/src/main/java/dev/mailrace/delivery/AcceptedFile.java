package dev.mailrace.delivery;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.SentLog;
import dev.mailrace.metrics.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the file of {@link AcceptedLog}. Owned by one thread; holds a line at a time. */
final class AcceptedFile implements AutoCloseable {
    private static final int WIDTH_MAX = 1_000_000;

    private final NoteLines lines;
    private String runId = "";
    private int width;
    private boolean areStamped;
    private MachineClock clock = new MachineClock(0, 0, "");
    private long intervalEndNanos = -1;
    private long address;
    private ContentDigest digest = new ContentDigest(ContentDigest.UNKNOWN, ContentDigest.UNKNOWN);

    private AcceptedFile(NoteLines lines) {
        this.lines = lines;
    }

    /**
     * Opens it, and reads its head.
     *
     * @throws Refusal where it is none
     */
    static AcceptedFile open(Path file) throws IOException {
        AcceptedFile accepted = new AcceptedFile(NoteLines.open(file, AcceptedLog.KIND, AcceptedLog.FORMAT));
        for (int i = 0; i < 2; i++) {
            String[] columns = accepted.lines.next();
            if (columns == null) {
                accepted.close();
                throw new Refusal("deliveries", file + " ends within its head", "a file of a run that began");
            }
            accepted.takeHead(columns);
        }
        return accepted;
    }

    private void takeHead(String[] columns) {
        if (columns[0].equals(AcceptedLog.RUN)) {
            runId = lines.text(columns, 1);
            width = (int) Math.max(1, Math.min(lines.number(columns, 2), WIDTH_MAX));
            areStamped = lines.number(columns, 3) != 0;
        } else if (columns[0].equals(AcceptedLog.CLOCK)) {
            clock = new MachineClock(lines.number(columns, 1), lines.number(columns, 2), lines.text(columns, 3));
        }
    }

    String runId() {
        return runId;
    }

    int width() {
        return width;
    }

    /** Whether all messages had Message-IDs of ours. */
    boolean areStamped() {
        return areStamped;
    }

    /** At the run's start. */
    MachineClock clock() {
        return clock;
    }

    /**
     * The next recipient; null: there is none, or an interval has ended, and then {@link #intervalEndNanos} is another. Times are
     * those of the run, from its start.
     */
    SentLog.@Nullable Sent next() throws IOException {
        String[] columns = lines.next();
        if (columns == null) {
            intervalEndNanos = Long.MAX_VALUE;
            return null;
        }
        if (columns[0].equals(AcceptedLog.INTERVAL)) {
            intervalEndNanos = lines.number(columns, 1);
            return null;
        }
        int kind = AcceptedLog.SENT.indexOf(columns[0]);
        if (kind < 0) {
            return next(); // What later versions add.
        }
        address = lines.digest(columns, 5);
        digest = new ContentDigest(lines.digest(columns, 6), lines.digest(columns, 7));
        return new SentLog.Sent(
                lines.number(columns, 1),
                (int) Math.max(0, Math.min(lines.number(columns, 2), width - 1L)),
                kind % 2 == 0,
                kind < 2 ? Stage.MEASURE : Stage.WARMUP,
                TimeUnit.NANOSECONDS.toMicros(clock.wallNanos()) + lines.number(columns, 3),
                lines.number(columns, 4));
    }

    /** When the interval that was read last ended, from the run's start; -1: none was. */
    long intervalEndNanos() {
        return intervalEndNanos;
    }

    /** The digest of the address of the recipient that was read last. */
    long address() {
        return address;
    }

    /** Of the message that was read last. */
    ContentDigest digest() {
        return digest;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
