package dev.mailrace.report;

import dev.mailrace.analysis.Slo;
import dev.mailrace.analysis.SloStanding;
import dev.mailrace.metrics.Condition;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jline.utils.AttributedStyle;

/**
 * A run as it goes on, in a few lines: how far it is, and how it went since these lines were last drawn. Owned by one
 * thread.
 */
final class LiveView {
    private static final int CAUSES_MAX = 5;
    private static final int PLAN_ROWS_MAX = 2;
    private static final int OUTCOME_ROWS_MAX = 3;

    /** From this age on, missing answers are shown. */
    private static final long WAITING_NANOS_SHOWN = TimeUnit.SECONDS.toNanos(2);

    /** From here on what is long may take more than one row. */
    private static final int ROWS_ROOMY = 15;

    private final RunInfo info;
    private final LiveTrends trends = new LiveTrends();
    private final LiveTimes times = new LiveTimes();
    private final OutcomeCounts outcomes = new OutcomeCounts();
    private final OutcomeCounts losses = new OutcomeCounts();
    private final SloStanding standing;
    private final LiveMonitors monitors;

    private final Tally recent = new Tally();
    private double recentSeconds;
    private boolean drawn;

    private Stage stage;
    private long nowNanos;
    private int connections;
    private int backlog;
    private long inServer;
    private final boolean follows;
    private long unanswered;
    private long oldestNanos;
    private Condition condition = Condition.GOOD;
    private long lagNanos;
    private long slipNanos;
    private String warning = "";

    LiveView(RunInfo info) {
        this.info = info;
        follows = info.scenario().containsKey(RunResult.DELIVERIES);
        standing = new SloStanding(Slo.of(info));
        monitors = new LiveMonitors(info.monitors());
        stage = info.warmupNanos() > 0 ? Stage.WARMUP : Stage.MEASURE;
    }

    void add(Interval interval) {
        if (drawn) {
            drawn = false;
            recent.reset();
            recentSeconds = 0;
        }
        recent.add(interval.measured());
        recent.add(interval.warmup());
        recentSeconds += interval.seconds();
        standing.add(interval);
        monitors.add(interval);
        trends.add(interval);
        outcomes.add(interval.measured().outcomes());
        outcomes.add(interval.warmup().outcomes());
        losses.add(interval.sessions().losses());
        inServer += interval.measured().deliveries().inServer()
                + interval.warmup().deliveries().inServer();
        stage = interval.stage();
        nowNanos = interval.endNanos();
        connections = interval.connections();
        backlog = interval.backlog();
        unanswered = interval.unanswered().getTotalCount();
        oldestNanos = interval.unanswered().getMaxValue();
        condition = interval.condition();
        lagNanos = p99(interval.loopLag());
        slipNanos = p99(interval.slip());
    }

    /** From now on this line of trouble is shown, too. */
    void warn(String line) {
        warning = line;
    }

    private static long p99(Histogram nanos) {
        return nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(99);
    }

    /** Draws it within the room: what matters most, and as much of the rest as there are rows for. */
    List<Line> lines(Room room) {
        boolean roomy = room.rows() >= ROWS_ROOMY;
        List<Line> essence = essence(room, roomy ? OUTCOME_ROWS_MAX : 1);
        int rows = room.rows() - essence.size();
        List<Line> thresholds = thresholds(new Room(room.columns(), rows));
        rows -= thresholds.size();
        List<Line> plan = plan(new Room(room.columns(), Math.min(rows, roomy ? PLAN_ROWS_MAX : 1)));
        rows -= plan.size();
        List<Line> lines = new ArrayList<>(plan);
        lines.addAll(essence);
        lines.addAll(thresholds);
        lines.addAll(times.table(new Room(room.columns(), rows)));
        lines.replaceAll(line -> line.cut(room.columns()));
        return lines;
    }

    /** Draws it without plan, thresholds and phases. */
    List<Line> brief(Room room) {
        return essence(room, 1);
    }

    /** What must be seen, most important first. */
    private List<Line> essence(Room room, int outcomeRows) {
        see();
        List<Line> lines = new ArrayList<>();
        lines.add(progress().line(room.columns()));
        long accepted = outcomes.count(Outcome.Kind.ACCEPTED);
        lines.add(trends.accepted(rate(), accepted, room.columns()));
        if (room.rows() >= ROWS_ROOMY) {
            lines.add(trends.tail(accepted, room.columns()));
        }
        if (!warning.isEmpty()) {
            lines.add(Line.of(warning, Line.BAD).cut(room.columns()));
        }
        lines.add(times.wholeLine(room.columns()));
        lines.add(sessionsLine(room.columns()));
        if (follows) {
            lines.add(Line.labelled("deliveries").with(deliveries()).cut(room.columns()));
        }
        lines.add(generator(room.columns()));
        lines.addAll(monitors.lines(room.columns()));
        lines.addAll(outcomes(new Room(room.columns(), outcomeRows)));
        return lines.subList(0, Math.min(lines.size(), room.rows()));
    }

    private void see() {
        if (!drawn) {
            times.see(recent, nowNanos);
        }
        drawn = true;
    }

    /** Until its measured stage ends by the clock; {@link Long#MAX_VALUE} where it does not. */
    long leftNanos() {
        return progress().leftNanos();
    }

    private Progress progress() {
        return new Progress(info, stage, nowNanos, outcomes.total());
    }

    /** Draws the same on one line, for a log. */
    String plain() {
        see();
        List<String> parts = new ArrayList<>();
        parts.add(stage.label() + " " + Human.clock(nowNanos) + ": " + rate() + " accepted");
        parts.add(times.wholeWords());
        parts.add(
                Human.count(connections) + " of " + Human.counted(info.connections(), "session") + " open" + waiting());
        if (follows) {
            parts.add(deliveries());
        }
        parts.addAll(monitors.words());
        if (condition != Condition.GOOD) {
            parts.add("generator " + condition.label());
        }
        standing.verdicts().stream()
                .filter(Slo.Verdict::broken)
                .forEach(verdict -> parts.add("broken: " + verdict.slo() + " (" + verdict.valueText() + ")"));
        causes().stream().limit(CAUSES_MAX).map(Cause::toString).forEach(parts::add);
        return String.join(", ", parts);
    }

    private List<Line> plan(Room room) {
        List<Line> lines = Line.wrapped(info.plan(), 2, room.columns());
        if (lines.size() > room.rows()) {
            lines = new ArrayList<>(lines.subList(0, room.rows()));
            if (!lines.isEmpty()) {
                lines.set(
                        lines.size() - 1, lines.get(lines.size() - 1).with(" …").cut(room.columns()));
            }
        }
        return lines.stream().map(line -> Line.of(line.toString(), Line.FAINT)).toList();
    }

    /** A line each: as it stands now. None before the measured stage; of more than have room those that are broken stay. */
    private List<Line> thresholds(Room room) {
        List<Slo.Verdict> verdicts = new ArrayList<>(standing.verdicts());
        if (verdicts.size() > room.rows()) {
            verdicts.sort(Comparator.comparing(verdict -> !verdict.broken()));
        }
        List<Line> lines = new ArrayList<>();
        for (Slo.Verdict verdict : verdicts.subList(0, Math.min(verdicts.size(), room.rows()))) {
            lines.add(Line.labelled(lines.isEmpty() ? "thresholds" : "")
                    .with(standing(verdict), style(verdict))
                    .with(verdict.slo().text())
                    .withIfItFits("  " + verdict.valueText(), Line.FAINT, room.columns()));
        }
        return lines;
    }

    private static String standing(Slo.Verdict verdict) {
        return switch (verdict.decision()) {
            case PASSED -> "kept    ";
            case BROKEN -> "broken  ";
            case NOT_DECIDED -> "open    ";
        };
    }

    private static AttributedStyle style(Slo.Verdict verdict) {
        return switch (verdict.decision()) {
            case PASSED -> Line.GOOD;
            case BROKEN -> Line.BAD;
            case NOT_DECIDED -> Line.POOR;
        };
    }

    private String rate() {
        return Human.rate(recentSeconds > 0 ? recent.count(Outcome.Kind.ACCEPTED) / recentSeconds : 0) + "/s";
    }

    private String deliveries() {
        double perSecond = recentSeconds > 0 ? recent.deliveries().arrived() / recentSeconds : 0;
        return Human.rate(perSecond) + "/s delivered, " + Human.count(inServer) + " in the server";
    }

    private Line sessionsLine(int columnsMax) {
        Line line = Line.labelled("sessions").with(sessions()).with(waiting(), Line.POOR);
        return line.columns() <= columnsMax
                ? line
                : Line.labelled("sessions")
                        .with(sessions().replace(" open", ""))
                        .with(waiting(), Line.POOR);
    }

    private String sessions() {
        return Human.count(connections) + " of " + Human.count(info.connections()) + " open";
    }

    private String waiting() {
        return (backlog > 0 ? ", backlog " + Human.count(backlog) : "")
                + (losses.total() > 0 ? ", " + Human.count(losses.total()) + " lost" : "")
                + (oldestNanos >= WAITING_NANOS_SHOWN
                        ? ", " + Human.count(unanswered) + " without an answer, for up to " + Human.clock(oldestNanos)
                        : "");
    }

    /** A light with its word. */
    private Line generator(int columnsMax) {
        AttributedStyle style = switch (condition) {
            case GOOD -> Line.GOOD;
            case LATE -> Line.POOR;
            case OVERLOADED -> Line.BAD;
        };
        return Line.labelled("generator")
                .with("● " + condition.label(), style)
                .withIfItFits("  lag p99 " + Human.duration(lagNanos), Line.FAINT, columnsMax)
                .withIfItFits(
                        info.ratePerSecond() > 0 ? "  slip p99 " + Human.duration(slipNanos) : "",
                        Line.FAINT,
                        columnsMax);
    }

    /** Of arrivals; and of sessions where no arrival suffered yet, as when no server listens. */
    private List<Line> outcomes(Room room) {
        boolean suffered = !Cause.of(outcomes).isEmpty();
        List<Cause> lost = suffered ? List.of() : Cause.of(losses);
        if (!lost.isEmpty() && (outcomes.total() == 0 || room.rows() < 2)) {
            return LiveOutcomes.ofLost(lost).lines(room);
        }
        LiveOutcomes all = suffered && room.rows() < 2 ? LiveOutcomes.ofTrouble(outcomes) : LiveOutcomes.of(outcomes);
        List<Line> lines = new ArrayList<>(all.lines(room));
        if (!lost.isEmpty() && lines.size() < room.rows()) {
            lines.addAll(LiveOutcomes.ofLost(lost).lines(new Room(room.columns(), 1)));
        }
        return lines;
    }

    private List<Cause> causes() {
        List<Cause> causes = Cause.of(outcomes);
        return causes.isEmpty() ? Cause.of(losses) : causes;
    }
}
