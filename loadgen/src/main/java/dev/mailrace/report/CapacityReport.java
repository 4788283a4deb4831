package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.CapacitySearch.Answer;
import dev.mailrace.analysis.CapacitySearch.Finding;
import dev.mailrace.analysis.CapacitySearch.Part;
import dev.mailrace.analysis.CapacityStep;
import dev.mailrace.analysis.Knee;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.SheetRow;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.Decimal;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * What a search for a capacity found: the answer, the latency–throughput curve with its knee, and how the server keeps its
 * thresholds below, at and above the answer.
 *
 * @param unit what loads count
 * @param answer what holds and what does not
 * @param steps all runs of the search, in their order
 * @param sheet runs at shares of the answer: of the share's step, {@link SheetRow}
 * @param early why the search ended before its end; empty: it did not
 */
public record CapacityReport(
        CapacityStep.Unit unit, Answer answer, List<CapacityStep> steps, List<SheetRow> sheet, String early) {
    private static final int BAR_COLUMNS = 20;

    public CapacityReport {
        steps = List.copyOf(steps);
        sheet = List.copyOf(sheet);
    }

    /** The answer in one sentence. */
    public String sentence() {
        return early.isEmpty() || answer.confirmed() ? found() : early + "; so far: " + standing();
    }

    /** What is known of a capacity that is not found. */
    private String standing() {
        String broken = answer.broken() == Double.POSITIVE_INFINITY
                ? "no load broke a threshold"
                : load(answer.broken()) + " " + unit + (answer.held() == 0 ? " did not hold" : " does not");
        return answer.held() == 0
                ? (steps.isEmpty() ? "no step was completed" : broken)
                : load(answer.held()) + " " + unit + " holds, " + broken;
    }

    private String found() {
        if (answer.held() == 0) {
            OptionalDouble lowest = steps.stream()
                    .filter(step -> step.finding() == Finding.BROKEN)
                    .mapToDouble(step -> step.step().load())
                    .min();
            return lowest.isPresent()
                    ? "no load holds: even " + load(lowest.getAsDouble()) + " " + unit + " broke a threshold"
                    : "no load holds: the generator was the limit at every load";
        }
        String held = load(answer.held()) + " " + unit;
        if (answer.generatorLimits()) {
            return "capacity: at least " + held + "; above that the generator is the limit, not the server";
        }
        if (answer.broken() == Double.POSITIVE_INFINITY) {
            return "capacity: at least " + held + "; the search ended before it found a load that breaks a threshold";
        }
        Knee.Point knee = knee();
        return "capacity: " + held + " (holds; " + load(answer.broken()) + " does not"
                + (answer.confirmed() ? ", both confirmed)" : "; NOT confirmed)")
                + (knee == null ? "" : "; knee at " + load(knee.load()) + " " + unit);
    }

    /** Null when the curve has none. */
    Knee.@Nullable Point knee() {
        List<Knee.Point> points = new ArrayList<>();
        for (CapacityStep step : curve()) {
            Histogram times = step.result().wholeTimes();
            if (times != null && step.step().load() <= answer.held()) {
                points.add(new Knee.Point(step.step().load(), times.getValueAtPercentile(99)));
            }
        }
        return Knee.of(points);
    }

    /** One run a load of the search, the last one; by load. */
    private List<CapacityStep> curve() {
        return byLoad(steps);
    }

    /** The same with the loads that only the data sheet tried. */
    private List<CapacityStep> tried() {
        List<CapacityStep> all = new ArrayList<>();
        sheet.forEach(row -> all.add(row.step()));
        all.addAll(steps);
        return byLoad(all);
    }

    private static List<CapacityStep> byLoad(List<CapacityStep> runs) {
        List<CapacityStep> curve = new ArrayList<>();
        for (CapacityStep step : runs) {
            curve.removeIf(earlier -> earlier.step().load() == step.step().load());
            curve.add(step);
        }
        curve.sort(Comparator.comparingDouble(step -> step.step().load()));
        return curve;
    }

    /** For people; no line is wider than {@code columnsMax}. */
    public List<String> lines(int columnsMax, boolean colour) {
        List<Line> lines = new ArrayList<>(CapacityConclusion.of(document()).lines(columnsMax));
        lines.add(Line.EMPTY);
        lines.addAll(table(tried()).lines(columnsMax));
        if (!sheet.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.addAll(Line.wrapped("compliance at shares of the capacity:", 2, columnsMax));
            lines.addAll(sheetTable().lines(columnsMax));
        }
        return lines.stream().map(line -> line.toString(colour)).toList();
    }

    private Table table(List<CapacityStep> rows) {
        Table table = new Table(List.of(
                Table.Column.right(unit.toString()),
                Table.Column.number("accepted/s", 3),
                Table.Column.number("p50", 2),
                Table.Column.right("p99"),
                Table.Column.word("p99, log scale", 5),
                Table.Column.left("finding"),
                Table.Column.elastic("why")));
        double lowest = rows.stream().mapToDouble(CapacityReport::p99).min().orElse(1);
        double highest = rows.stream().mapToDouble(CapacityReport::p99).max().orElse(1);
        for (CapacityStep row : rows) {
            double share = highest > lowest ? Math.log(p99(row) / lowest) / Math.log(highest / lowest) : 0;
            table.add(
                    style(row),
                    List.of(
                            load(row.step().load()),
                            Human.rate(row.result().acceptedPerSecond()),
                            percentile(row, 50),
                            percentile(row, 99),
                            "█".repeat(1 + (int) Math.round((BAR_COLUMNS - 1) * share)),
                            words(row.finding()),
                            String.join("; ", row.reasons())));
        }
        return table;
    }

    private Table sheetTable() {
        Table table = new Table(List.of(
                Table.Column.right("share"),
                Table.Column.right(unit.toString()),
                Table.Column.left("threshold"),
                Table.Column.right("value"),
                Table.Column.left("kept")));
        for (SheetRow row : sheet) {
            for (Slo.Verdict verdict : RunVerdict.of(row.step().result()).thresholds()) {
                boolean valid = row.step().result().self().valid();
                table.add(
                        valid && verdict.passed() ? Line.PLAIN : Line.POOR,
                        List.of(
                                Human.share(row.share()),
                                load(row.step().step().load()),
                                verdict.slo().text(),
                                verdict.valueText(),
                                !valid ? "not decided" : kept(verdict)));
            }
        }
        return table;
    }

    private static String kept(Slo.Verdict verdict) {
        return switch (verdict.decision()) {
            case PASSED -> "yes";
            case BROKEN -> "NO";
            case NOT_DECIDED -> "not decided";
        };
    }

    private static AttributedStyle style(CapacityStep step) {
        return switch (step.finding()) {
            case HELD -> Line.PLAIN;
            case BROKEN -> Line.POOR;
            case GENERATOR -> Line.BAD;
        };
    }

    /** A finding for people. */
    public static String words(Finding finding) {
        return switch (finding) {
            case HELD -> "held";
            case BROKEN -> "broke";
            case GENERATOR -> "generator";
        };
    }

    /** How far a search is, as {@code bisection: 200 holds, 400 does not}. */
    public static String words(Part part, Answer sofar) {
        String held = sofar.held() == 0 ? "none holds" : load(sofar.held()) + " holds";
        String broken = sofar.broken() == Double.POSITIVE_INFINITY ? "" : load(sofar.broken()) + " does not";
        return part.name().toLowerCase(Locale.ROOT) + ": "
                + (broken.isEmpty()
                        ? (sofar.held() == 0 ? "nothing tried yet" : held + ", none breaks yet")
                        : held + ", " + broken);
    }

    /** The same once the answer is found. */
    public static String wordsOfSheet(double share, Answer answer) {
        return "compliance at " + Human.share(share) + " of " + load(answer.held());
    }

    private static double p99(CapacityStep step) {
        Histogram times = step.result().wholeTimes();
        return times == null ? 1 : Math.max(1, times.getValueAtPercentile(99));
    }

    private static String percentile(CapacityStep step, double percentile) {
        RunResult.Whole whole = step.result().whole();
        return whole == null ? "" : Percentiles.words(whole.times(), whole.bounds(), percentile);
    }

    /** A load as people read it. */
    public static String load(double load) {
        return load == Math.rint(load) ? Human.count((long) load) : String.format(Locale.ROOT, "%,.2f", load);
    }

    /** All of it as a JSON tree; each run holds what {@code run.json} would. */
    public ObjectNode document() {
        ObjectNode document = RunDocument.empty();
        document.put("kind", "capacity");
        document.put("by", unit.label());
        document.put("sentence", sentence());
        if (!early.isEmpty()) {
            document.put("ended_early", early);
        }
        ObjectNode found = document.putObject("answer");
        found.put("held", Decimal.of(answer.held()));
        found.put("broken", answer.broken() == Double.POSITIVE_INFINITY ? null : Decimal.of(answer.broken()));
        found.put("confirmed", answer.confirmed());
        found.put("at_least", answer.generatorLimits() || answer.broken() == Double.POSITIVE_INFINITY);
        Knee.Point knee = knee();
        document.put("knee", knee == null ? null : Decimal.of(knee.load()));
        ArrayNode all = document.putArray("steps");
        steps.forEach(step -> all.add(node(step)));
        ArrayNode rows = document.putArray("compliance");
        sheet.forEach(row -> rows.add(node(row.step()).put("share", Decimal.of(row.share()))));
        return document;
    }

    private static ObjectNode node(CapacityStep step) {
        ObjectNode node = RunDocument.bare();
        node.put("load", Decimal.of(step.step().load()));
        node.put("confirming", step.step().confirming());
        node.put("finding", words(step.finding()));
        step.reasons().forEach(node.putArray("reasons")::add);
        node.set("run", RunDocument.of(step.result()));
        return node;
    }
}
