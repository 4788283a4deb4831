package dev.mailrace.report;

import dev.mailrace.analysis.Slo;
import dev.mailrace.analysis.SloStanding;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A run as it goes on, in a few lines: how far it is, and how it went since these lines were last drawn. Owned by one
 * thread.
 */
final class LiveView {
    private static final int LABEL_COLUMNS = 13;
    private static final int BAR_COLUMNS_MIN = 8;
    private static final int BAR_COLUMNS_MAX = 40;
    private static final int CAUSES_MAX = 5;

    private final RunInfo info;
    private final Sparkline rates = new Sparkline();
    private final OutcomeCounts outcomes = new OutcomeCounts();
    private final OutcomeCounts losses = new OutcomeCounts();

    private final SloStanding standing;

    private final Tally recent = new Tally();
    private double recentSeconds;
    private boolean drawn;

    private Stage stage;
    private long nowNanos;
    private int connections;
    private int backlog;

    LiveView(RunInfo info) {
        this.info = info;
        standing = new SloStanding(info.slos().stream().map(Slo::parse).toList());
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
        long accepted = interval.measured().count(Outcome.Kind.ACCEPTED)
                + interval.warmup().count(Outcome.Kind.ACCEPTED);
        rates.add(interval.seconds() > 0 ? accepted / interval.seconds() : 0);
        outcomes.add(interval.measured().outcomes());
        outcomes.add(interval.warmup().outcomes());
        losses.add(interval.sessions().losses());
        stage = interval.stage();
        nowNanos = interval.endNanos();
        connections = interval.connections();
        backlog = interval.backlog();
    }

    /** Draws it: four or five lines, none wider than {@code columnsMax}. */
    List<Line> lines(int columnsMax) {
        drawn = true;
        List<Line> lines = new ArrayList<>();
        lines.add(progress(columnsMax));
        lines.add(accepted(columnsMax));
        lines.add(labelled("transaction").with(latency("  ")).withIfItFits("  " + clock(), Line.FAINT, columnsMax));
        lines.add(labelled("connections").with(connections()).with(waiting(), Line.POOR));
        lines.addAll(thresholds(columnsMax));
        List<Cause> causes = causes();
        if (!causes.isEmpty()) {
            lines.add(errors(causes, columnsMax));
        }
        lines.replaceAll(line -> line.cut(columnsMax));
        return lines;
    }

    /** Draws the same on one line, for a log. */
    String plain() {
        drawn = true;
        List<String> parts = new ArrayList<>();
        parts.add(stage.label() + " " + Human.clock(nowNanos) + ": " + rate() + " accepted");
        parts.add(latency(", ") + " " + clock());
        parts.add(connections() + waiting());
        standing.verdicts().stream()
                .filter(verdict -> !verdict.passed())
                .forEach(verdict -> parts.add("broken: " + verdict.slo() + " (" + verdict.valueText() + ")"));
        causes().stream().limit(CAUSES_MAX).map(Cause::toString).forEach(parts::add);
        return String.join(", ", parts);
    }

    /** A line each: as it stands now. None before the measured stage. */
    private List<Line> thresholds(int columnsMax) {
        List<Line> lines = new ArrayList<>();
        for (Slo.Verdict verdict : standing.verdicts()) {
            lines.add(labelled(lines.isEmpty() ? "thresholds" : "")
                    .with(verdict.passed() ? "kept    " : "broken  ", verdict.passed() ? Line.GOOD : Line.BAD)
                    .with(verdict.slo().text())
                    .withIfItFits("  " + verdict.valueText(), Line.FAINT, columnsMax));
        }
        return lines;
    }

    private static Line labelled(String label) {
        return Line.of(label, Line.FAINT).padded(LABEL_COLUMNS);
    }

    private Line progress(int columnsMax) {
        Line label = Line.of(stage.label(), Line.STRONG).padded(LABEL_COLUMNS);
        int room = columnsMax - label.columns() - 1;
        String text = position();
        if (room - text.length() - left().length() >= BAR_COLUMNS_MIN) {
            text += left();
        }
        int bar = Math.min(BAR_COLUMNS_MAX, room - text.length());
        double share = share();
        if (share < 0 || bar < BAR_COLUMNS_MIN) {
            return label.with(text);
        }
        int full = (int) Math.round(bar * share);
        return label.with("█".repeat(full), Line.GOOD)
                .with("░".repeat(bar - full), Line.FAINT)
                .with(" " + text);
    }

    /** How much of the stage is over, from 0 to 1; negative when only the user ends it. */
    private double share() {
        return switch (stage) {
            case WARMUP -> part(nowNanos, info.warmupNanos());
            case MEASURE ->
                Math.max(
                        isTimed() ? part(nowNanos - info.warmupNanos(), info.endNanos() - info.warmupNanos()) : -1,
                        isCounted() ? part(outcomes.total(), info.messagesMax()) : -1);
            case DRAIN -> 1;
        };
    }

    private boolean isTimed() {
        return info.endNanos() != Long.MAX_VALUE;
    }

    private boolean isCounted() {
        return info.messagesMax() > 0;
    }

    private static double part(long done, long asked) {
        return asked <= 0 ? 1 : Math.max(0, Math.min(1, (double) done / asked));
    }

    private String position() {
        return switch (stage) {
            case WARMUP -> Human.clock(nowNanos) + " of " + Human.clock(info.warmupNanos());
            case MEASURE -> {
                if (isCounted()) {
                    yield Human.count(outcomes.total()) + " of " + Human.count(info.messagesMax());
                }
                String elapsed = Human.clock(nowNanos - info.warmupNanos());
                yield isTimed() ? elapsed + " of " + Human.clock(info.endNanos() - info.warmupNanos()) : elapsed;
            }
            case DRAIN -> "the last ones end";
        };
    }

    /** Empty where nobody knows. */
    private String left() {
        long endNanos = stage == Stage.WARMUP ? info.warmupNanos() : info.endNanos();
        return stage == Stage.DRAIN || endNanos == Long.MAX_VALUE
                ? ""
                : ", " + Human.clock(Math.max(0, endNanos - nowNanos)) + " left";
    }

    private Line accepted(int columnsMax) {
        Line line = labelled("accepted").with(rate(), Line.STRONG);
        String total = "  " + Human.count(outcomes.count(Outcome.Kind.ACCEPTED)) + " in all";
        int room = columnsMax - line.columns() - total.length() - 2;
        String bars = rates.draw(Math.min(BAR_COLUMNS_MAX, room));
        return (bars.isEmpty() ? line : line.with("  " + bars, Line.GOOD)).with(total);
    }

    private String rate() {
        return Human.rate(recentSeconds > 0 ? recent.count(Outcome.Kind.ACCEPTED) / recentSeconds : 0) + "/s";
    }

    private String latency(String separator) {
        Histogram times = recent.histogram(timing(), Phase.TRANSACTION);
        return times == null
                ? "none timed"
                : "p50 " + Human.duration(times.getValueAtPercentile(50)) + separator + "p99 "
                        + Human.duration(times.getValueAtPercentile(99));
    }

    private Timing timing() {
        return recent.histogram(Timing.RESPONSE, Phase.TRANSACTION) == null ? Timing.SERVICE : Timing.RESPONSE;
    }

    private String clock() {
        return timing() == Timing.RESPONSE ? "(response)" : "(service)";
    }

    private String connections() {
        return Human.count(connections) + " of " + Human.count(info.connections()) + " open";
    }

    private String waiting() {
        return (backlog > 0 ? ", backlog " + Human.count(backlog) : "")
                + (losses.total() > 0 ? ", " + Human.count(losses.total()) + " lost" : "");
    }

    /** Those of arrivals; those of sessions where no arrival suffered yet, as when no server listens. */
    private List<Cause> causes() {
        List<Cause> causes = Cause.of(outcomes);
        return causes.isEmpty() ? Cause.of(losses) : causes;
    }

    private static Line errors(List<Cause> causes, int columnsMax) {
        Line line = labelled("errors").with(causes.get(0).toString(), Line.POOR);
        for (int i = 1; i < causes.size(); i++) {
            String more = i + 1 < causes.size() ? ", …" : ""; // Room that is kept for saying so.
            Line longer = line.with(", " + causes.get(i), Line.POOR);
            if (i == CAUSES_MAX || longer.with(more).columns() > columnsMax) {
                return line.with(", …", Line.POOR);
            }
            line = longer;
        }
        return line;
    }
}
