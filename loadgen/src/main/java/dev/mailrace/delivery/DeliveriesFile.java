package dev.mailrace.delivery;

import dev.mailrace.delivery.ArrivalNotes.Told;
import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a file of deliveries, as {@link ArrivalNotes} writes it, for one run. Owned by one thread; holds a line at a time. */
final class DeliveriesFile implements AutoCloseable {
    private static final ContentDigest UNCHECKED = new ContentDigest(ContentDigest.UNKNOWN, ContentDigest.UNKNOWN);
    private static final Told NOTHING = new Told("", ArrivalNotes.NONE, ArrivalNotes.NONE, "", ArrivalNotes.NONE);

    private final Path file;
    private final NoteLines lines;
    private final String runId;
    private final Map<Long, String> runs = new HashMap<>();
    private final List<String> where = new ArrayList<>();
    private MachineClock clock = new MachineClock(0, 0, "");
    private DeliveryCheck check = DeliveryCheck.BODY;
    private long aheadNanos; // of the run's wall clock
    private long originWallNanos; // of the run's start
    private long aliveNanos; // the last time it was, since its beginning
    private long steppedNanos; // by how much its wall clock was set at most

    private DeliveriesFile(Path file, NoteLines lines, String runId) {
        this.file = file;
        this.lines = lines;
        this.runId = runId;
    }

    /**
     * Opens one, and reads its head.
     *
     * @throws Refusal where it is none
     */
    static DeliveriesFile open(Path file, String runId) throws IOException {
        NoteLines lines = NoteLines.open(file, ArrivalNotes.KIND, ArrivalNotes.FORMAT);
        DeliveriesFile deliveries = new DeliveriesFile(file, lines, runId);
        boolean isHead = true;
        while (isHead) {
            String[] columns = lines.next();
            if (columns == null) {
                lines.close();
                throw new Refusal("deliveries", file + " ends within its head", "a file that 'mailrace receive' wrote");
            }
            isHead = deliveries.takesHead(columns);
        }
        return deliveries;
    }

    /** False: it was the head's last line. */
    private boolean takesHead(String[] columns) {
        switch (columns[0]) {
            case ArrivalNotes.CLOCK ->
                clock = new MachineClock(lines.number(columns, 1), lines.number(columns, 2), lines.text(columns, 3));
            case ArrivalNotes.WHERE -> where.add(lines.text(columns, 1));
            case ArrivalNotes.CHECK -> {
                for (DeliveryCheck each : DeliveryCheck.values()) {
                    check = each.toString().equals(lines.text(columns, 1)) ? each : check;
                }
                return false;
            }
            default -> {}
        }
        return true;
    }

    /**
     * From now on times are those of the run.
     *
     * @param ahead by how much this file's clock was ahead of the run's
     */
    void count(long originNanos, long ahead) {
        originWallNanos = originNanos;
        aheadNanos = ahead;
    }

    MachineClock clock() {
        return clock;
    }

    List<String> where() {
        return where;
    }

    DeliveryCheck check() {
        return check;
    }

    Path file() {
        return file;
    }

    /** Until when somebody was there to see what came, from the run's start; as far as was read. */
    long seenUntilNanos() {
        return ofRun(aliveNanos);
    }

    long steppedNanos() {
        return steppedNanos;
    }

    /** The ids of runs that were read. */
    List<String> runs() {
        return List.copyOf(runs.values());
    }

    private long ofRun(long nanos) {
        return clock.wallNanos() + nanos - aheadNanos - originWallNanos;
    }

    /** The next line that may matter to the run; null: there is none. */
    @Nullable
    SeenArrival next() throws IOException {
        while (true) {
            String[] columns = lines.next();
            if (columns == null) {
                return null;
            }
            SeenArrival seen = seen(columns);
            if (seen != null) {
                return seen;
            }
        }
    }

    private @Nullable SeenArrival seen(String[] columns) {
        switch (columns[0]) {
            case ArrivalNotes.RUN -> runs.put(lines.number(columns, 1), lines.text(columns, 2));
            case ArrivalNotes.ALIVE -> {
                aliveNanos = lines.number(columns, 1);
                long wall = lines.number(columns, 2);
                steppedNanos = Math.max(steppedNanos, Math.abs(wall - clock.wallNanos() - aliveNanos));
            }
            case ArrivalNotes.END -> aliveNanos = lines.number(columns, 1);
            case ArrivalNotes.GOT -> {
                return got(columns);
            }
            case ArrivalNotes.BOUNCE -> {
                return isOurs(lines.number(columns, 1)) ? bounce(columns) : null;
            }
            case ArrivalNotes.FOREIGN -> {
                return other(ArrivalLog.Kind.FOREIGN, columns, "");
            }
            case ArrivalNotes.UNREAD -> {
                return other(ArrivalLog.Kind.UNREAD, columns, lines.text(columns, 2));
            }
            default -> {} // What later versions add.
        }
        return null;
    }

    private boolean isOurs(long run) {
        return runId.equals(runs.get(run));
    }

    private String address(String column) {
        return column.equals(ArrivalNotes.NOBODY) ? "" : column;
    }

    private @Nullable SeenArrival got(String[] columns) {
        boolean ofMark = isOurs(lines.number(columns, 1));
        boolean ofId = isOurs(lines.number(columns, 4));
        if (!ofMark && !ofId) {
            return null;
        }
        Told told = new Told(
                ofMark ? runId : "",
                lines.number(columns, 2),
                lines.number(columns, 3),
                ofId ? runId : "",
                lines.number(columns, 5));
        ContentDigest digest = new ContentDigest(lines.digest(columns, 7), lines.digest(columns, 8));
        long nanos = ofRun(lines.number(columns, 6));
        String recipient = address(lines.text(columns, 9));
        return new SeenArrival(ArrivalLog.Kind.WHOLE, nanos, told, recipient, digest, "");
    }

    private SeenArrival bounce(String[] columns) {
        Told told = new Told(runId, lines.number(columns, 2), ArrivalNotes.NONE, "", ArrivalNotes.NONE);
        long nanos = ofRun(lines.number(columns, 3));
        String recipient = address(lines.text(columns, 5));
        return new SeenArrival(ArrivalLog.Kind.BOUNCE, nanos, told, recipient, UNCHECKED, lines.text(columns, 4));
    }

    private SeenArrival other(ArrivalLog.Kind kind, String[] columns, String words) {
        return new SeenArrival(kind, ofRun(lines.number(columns, 1)), NOTHING, "", UNCHECKED, words);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
