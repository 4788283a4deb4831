package dev.mailrace.runfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SeenElsewhere;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.SideTotals;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.session.Outcome;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A run read back from its folder, to be shown to observers as it was shown to those that watched it: what a report needs
 * is in {@code run.json} and {@code intervals.hlog}. A run that was killed is there as far as it came.
 *
 * <p>Reads one interval at a time: an hour takes no more memory than a second. Owned by one thread.
 */
public final class PastRun {
    /** What a run's folder holds. */
    public static final String RUN_FILE = "run.json";

    public static final String INTERVALS_FILE = "intervals.hlog";

    /** Where {@link #shown} says what is wrong with the log. */
    public static final String LOG_CUT = "log_cut";

    private static final int FIELDS = 5; // Tag, start, length, maximum, histogram.
    static final String EXPECTED = "lines of a histogram log";

    private final Path file;
    private final ObjectNode document;
    private final RunRestorer restorer;
    private final @Nullable Path log; // Null where there is none.
    private final Joined joined;

    private final TallyBuilder measured = new TallyBuilder();
    private final TallyBuilder warmup = new TallyBuilder();
    private final Histogram slip = Tally.histogram();
    private final Histogram backlogWait = Tally.histogram();
    private final Histogram loopLag = Tally.histogram();
    private final Histogram waiting = Tally.histogram();

    private Tally measuredTotal = new Tally();
    private Tally warmupTotal = new Tally();
    private Histogram slipTotal = Tally.histogram();
    private Histogram backlogWaitTotal = Tally.histogram();
    private long endNanos; // Of the last interval, from the start.
    private String cut = "";
    private final SideTotals side = new SideTotals();
    private boolean measuring;
    private long measuredNanos;
    private long waitingAtEnd;
    private long intervals;
    private int connectionsMax;

    private PastRun(Path file, ObjectNode document, @Nullable Path log, Joined joined) {
        this.file = file;
        this.joined = joined;
        this.document = document;
        this.log = log;
        restorer = new RunRestorer(name(file), document);
    }

    /**
     * The run in {@code path}: a run's folder, or its run.json, beside which the log is looked for.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static PastRun open(Path path) {
        return open(path, null);
    }

    /** The same, with what others saw of the run; null: nobody did. */
    public static PastRun open(Path path, @Nullable SeenElsewhere seen) {
        Path file = Files.isDirectory(path) ? path.resolve(RUN_FILE) : path;
        Path log = file.resolveSibling(INTERVALS_FILE);
        boolean inFolder = file.endsWith(RUN_FILE);
        ObjectNode document = RunReader.document(path);
        boolean logged = inFolder && Files.isRegularFile(log);
        if (logged) {
            LogLines.checkRun(log, JsonFile.text(document, "run_id"));
        } else if (seen != null) {
            throw JsonFile.refused(name(path), "has no " + INTERVALS_FILE, "a run's folder, to join deliveries");
        }
        return new PastRun(file, document, logged ? log : null, new Joined(seen));
    }

    private static String name(Path file) {
        return JsonFile.printable(file.toString());
    }

    /** Whether {@code other} is one of the files that the run is read from. */
    public boolean isReadFrom(Path other) throws IOException {
        for (Path own : log == null ? List.of(file) : List.of(file, log)) {
            if (Files.exists(other) && Files.isSameFile(own, other)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What {@code run.json} holds; of a run that was killed, what it would.
     *
     * @param result what {@link #replay} returned
     */
    public ObjectNode document(RunResult result) {
        return wasKilled() ? RunDocument.of(result) : joined.in(document, result);
    }

    /**
     * As {@link #document}, with a word on the log where that is cut: for those who are shown its seconds, too.
     *
     * @param result what {@link #replay} returned
     */
    public ObjectNode shown(RunResult result) {
        ObjectNode known = document(result);
        return cut.isEmpty() ? known : known.deepCopy().put(LOG_CUT, cut);
    }

    /**
     * The file {@code run.json} as it is; of a run that was killed, as it would be.
     *
     * @param result what {@link #replay} returned
     * @param finish as {@link RunFile#finishing} takes it
     */
    public byte[] bytes(RunResult result, UnaryOperator<ObjectNode> finish) throws IOException {
        return wasKilled() || joined.isAny() ? RunFile.bytes(finish.apply(document(result))) : Files.readAllBytes(file);
    }

    /** Whether the run was killed before its end. */
    public boolean wasKilled() {
        return restorer.wasKilled();
    }

    /**
     * What is wrong with the log of a run that ended, as {@code the log ends after 2 of 7 s}; empty: it is whole, or there is
     * none. What the run came to is then told of {@code run.json} alone.
     */
    public String cut() {
        return cut;
    }

    /** How many intervals {@link #replay} found: none where an earlier version wrote the log, or there is none. */
    public long intervals() {
        return intervals;
    }

    /**
     * Shows the run to {@code observers}, once, and returns what it came to.
     *
     * @throws IllegalArgumentException when the log is not what it should be
     * @throws IOException when an observer fails
     */
    public RunResult replay(List<? extends RunObserver> observers) throws IOException {
        RunInfo info = joined.described(restorer.info());
        for (RunObserver observer : observers) {
            observer.started(info);
        }
        if (log != null) {
            try (LogLines lines = LogLines.of(log)) {
                read(name(log), lines, info, observers);
            } catch (CharacterCodingException e) {
                throw JsonFile.refused(name(log), "no text", EXPECTED);
            }
        }
        for (JsonNode next = joined.next(intervals, endNanos); next != null; next = joined.next(intervals, endNanos)) {
            close(next, info, observers);
        }
        RunResult result = result(info);
        for (RunObserver observer : observers) {
            observer.ended(result);
        }
        return result;
    }

    private void read(String name, LogLines lines, RunInfo info, List<? extends RunObserver> observers)
            throws IOException {
        int number = 0;
        for (String line = lines.next(); line != null; ) {
            number++;
            String next = lines.next();
            try {
                take(line, info, observers);
            } catch (IllegalArgumentException | JsonProcessingException e) {
                if (next != null) {
                    throw JsonFile.refused(name + ":" + number, "cannot be read", EXPECTED + " that Mailrace wrote");
                }
                // A run that is killed may leave half a line.
            }
            line = next;
        }
    }

    private void take(String line, RunInfo info, List<? extends RunObserver> observers) throws IOException {
        if (line.startsWith("#")) {
            JsonNode interval = IntervalLine.parse(line);
            if (interval != null) {
                close(interval, info, observers);
            }
        } else if (line.startsWith("Tag=")) {
            String[] fields = line.split(",", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(line);
            }
            add(fields[0].substring("Tag=".length()), IntervalLine.times(fields[FIELDS - 1]), info);
        } else if (!line.isBlank() && !line.startsWith("\"")) {
            throw new IllegalArgumentException(line);
        }
    }

    private void add(String tag, Histogram times, RunInfo info) {
        String rest = tag;
        TallyBuilder tally = measured;
        for (Stage stage : List.of(Stage.WARMUP, Stage.DRAIN)) {
            String prefix = IntervalLine.prefix(stage);
            if (tag.startsWith(prefix)) {
                rest = tag.substring(prefix.length());
                tally = stage == Stage.WARMUP ? warmup : measured;
            }
        }
        switch (rest) {
            case IntervalLine.SLIP -> slip.add(times);
            case IntervalLine.BACKLOG_WAIT -> backlogWait.add(times);
            case IntervalLine.LOOP_LAG -> loopLag.add(times);
            case IntervalLine.WAITING -> waiting.add(times);
            default -> IntervalLine.add(tally, rest, info.kinds().size(), times);
        }
    }

    private void close(JsonNode line, RunInfo info, List<? extends RunObserver> observers) throws IOException {
        TallyDocument.read(INTERVALS_FILE, line.path("measured"), measured);
        TallyDocument.read(INTERVALS_FILE, line.path("warmup"), warmup);
        joined.add(line, warmup, measured);
        long startNanos = line.path("start_ns").asLong();
        Interval interval = new Interval(
                line.path("number").asLong(),
                info.start().plusNanos(startNanos),
                startNanos,
                line.path("end_ns").asLong(),
                IntervalLine.stage(INTERVALS_FILE, line),
                warmup.build(),
                measured.build(),
                line.path("connections").asInt(),
                line.path("backlog").asInt(),
                slip,
                backlogWait,
                loopLag,
                waiting,
                SessionCounts.of(0, 0, 0, 0, 0, null, new OutcomeCounts()),
                SideDocument.condition(
                        line,
                        SelfHealth.condition(info.ratePerSecond() > 0, restorer.sessionsPerLoop(), slip, loopLag)),
                SideDocument.of(line));
        intervals++;
        side.add(interval);
        endNanos = interval.endNanos();
        connectionsMax = Math.max(connectionsMax, interval.connections());
        measuring |= interval.stage() == Stage.MEASURE;
        if (interval.stage() == Stage.MEASURE) {
            measuredNanos += interval.endNanos() - Math.max(startNanos, info.warmupNanos());
            waitingAtEnd = line.path(IntervalLine.WAITING).asLong();
        }
        for (RunObserver observer : observers) {
            observer.interval(interval);
        }
        addToTotals();
    }

    private void addToTotals() {
        measuredTotal.add(measured.build());
        warmupTotal.add(warmup.build());
        if (measuring) {
            slipTotal.add(slip);
            backlogWaitTotal.add(backlogWait);
        }
        measured.build().reset();
        warmup.build().reset();
        slip.reset();
        backlogWait.reset();
        loopLag.reset();
        waiting.reset();
    }

    private RunResult result(RunInfo info) {
        if (intervals == 0) { // Earlier versions wrote no line that closes an interval: all times are one.
            addCounts(measured, "totals", "");
            addCounts(warmup, "warmup_totals", "warmup_");
            measuring = true;
            addToTotals();
        }
        if (!wasKilled() && !agrees()) {
            tellOfDocument(info);
        }
        if (wasKilled()) {
            cutOff(measuredTotal);
            cutOff(warmupTotal);
        }
        if (wasKilled() ? measuredTotal.acceptedInStage() == 0 : !restorer.countsWithinStage()) {
            TallyDocument.allWithinStage(measuredTotal);
            TallyDocument.allWithinStage(warmupTotal);
        }
        return new RunResult(
                info,
                restorer.end(info.start().plusNanos(endNanos)),
                restorer.ending(),
                wasKilled() ? measuredNanos / 1e9 : restorer.measuredSeconds(),
                measuredTotal,
                warmupTotal,
                restorer.sessions(),
                wasKilled() ? connectionsMax : restorer.connectionsMax(),
                slipTotal,
                backlogWaitTotal,
                restorer.self(),
                restorer.shortfalls(),
                wasKilled() ? waitingAtEnd : restorer.waitingAtEnd(),
                wasKilled() ? side.result() : SideDocument.result(document));
    }

    /** Whether the log holds all that the document tells. */
    private boolean agrees() {
        long arrivals = document.path("totals").path("arrivals").asLong(measuredTotal.arrivals());
        return arrivals == measuredTotal.arrivals()
                && document.path("warmup_totals").path("arrivals").asLong(warmupTotal.arrivals())
                        == warmupTotal.arrivals()
                && ToldTimes.agree(document, Stage.MEASURE, measuredTotal)
                && ToldTimes.agree(document, Stage.WARMUP, warmupTotal);
    }

    /** One story where there are two: that of the document, which was written with all of the run before it. */
    private void tellOfDocument(RunInfo info) {
        if (joined.isAny()) {
            throw JsonFile.refused(name(file), "its log of seconds is cut", "a whole one, to join deliveries");
        }
        if (log != null) {
            double seconds = info.warmupNanos() / 1e9 + restorer.measuredSeconds();
            cut = endNanos / 1e9 < seconds
                    ? String.format(Locale.ROOT, "the log ends after %.3g of %.3g s", endNanos / 1e9, seconds)
                    : "the log ends before the run did";
        }
        TallyBuilder told = new TallyBuilder();
        TallyBuilder before = new TallyBuilder();
        addCounts(told, "totals", "");
        addCounts(before, "warmup_totals", "warmup_");
        ToldTimes.add(document, Stage.MEASURE, told);
        ToldTimes.add(document, Stage.WARMUP, before);
        measuredTotal = told.build();
        warmupTotal = before.build();
        slipTotal = ToldTimes.of(document.path("slip"));
        backlogWaitTotal = ToldTimes.of(document.path("backlog_wait"));
    }

    /** What was under way when the run was killed has no other end. */
    private static void cutOff(Tally total) {
        TallyBuilder rest = new TallyBuilder();
        rest.outcome(Outcome.CUT_OFF, Math.max(0, total.imbalance()));
        rest.delivery(Count.PENDING, total.deliveries().inServer());
        total.add(rest.build());
    }

    private void addCounts(TallyBuilder tally, String totals, String prefix) {
        ObjectNode counts = RunDocument.bare();
        if (document.path(totals) instanceof ObjectNode node) {
            counts.setAll(node);
        }
        for (String name : List.of("outcomes", "recipient_outcomes", "kinds", "deliveries")) {
            if (document.has(prefix + name)) {
                counts.set(name, document.get(prefix + name));
            }
        }
        TallyDocument.read(name(file), counts, tally);
    }
}
