package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.Timing;
import dev.mailrace.report.JUnitFile.TestCase;
import dev.mailrace.runfile.Decimal;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What logins cost, a line a mechanism: how many a second, how long they took, their rounds, the client's own share, and
 * how long refusals took. A mechanism whose run ended early is there as far as it came, and not judged. Owned by one thread.
 */
public final class LoginTable {
    private static final List<Phase> ROUNDS =
            List.of(Phase.AUTH_ROUND_1, Phase.AUTH_ROUND_2, Phase.AUTH_ROUND_3, Phase.AUTH_ROUND_4);
    private static final List<String> HEADS =
            List.of("mechanism", "logins/s", "p50", "p99", "max", "refused", "ref. p50", "ref. p99", "run");

    /**
     * What it took the client to work out the iterations that a SCRAM server asks for.
     *
     * @param count how often it did so
     * @param kept whether only the first login of a user does
     */
    public record Salting(int iterations, long count, long medianNanos, boolean kept) {}

    private record Tried(
            String mechanism, RunResult result, @Nullable Salting salting) {}

    /** As of a run: internal errors have precedence over an interrupt, then the server, the generator, thresholds. */
    private static final List<ExitCode> BY_WEIGHT = List.of(
            ExitCode.OK,
            ExitCode.OUTPUT_LOST,
            ExitCode.INCONCLUSIVE,
            ExitCode.SLO,
            ExitCode.INVALID,
            ExitCode.FAILED,
            ExitCode.UNREACHABLE,
            ExitCode.INTERRUPTED,
            ExitCode.INTERNAL_ERROR);

    private final List<Tried> all = new ArrayList<>();

    /**
     * Adds a run in which every session logged in by {@code mechanism}.
     *
     * @param salting null where there was none, or it is not known
     */
    public void add(String mechanism, RunResult result, @Nullable Salting salting) {
        all.add(new Tried(mechanism, result, salting));
    }

    /** Whether the last run did not come to its end, so that others would not either. */
    public boolean endedEarly() {
        return !all.isEmpty() && last().ending() != Ending.COMPLETED;
    }

    private RunResult last() {
        return all.get(all.size() - 1).result;
    }

    /** What came of the last run, in a few words: the percentiles are those of the table. */
    public String wordsOfLast() {
        RunResult last = last();
        Histogram logins = last.measured().histogram(Timing.SERVICE, Phase.AUTH);
        return last.ending() != Ending.COMPLETED
                ? SeriesReport.endedEarly(last)
                : Human.rate(last.acceptedPerSecond()) + " logins/s"
                        + (logins == null ? "" : ", p50 " + percentile(logins, 50) + ", p99 " + percentile(logins, 99))
                        + SeriesReport.word(RunVerdict.of(last));
    }

    /** What the process ends with: the worst of all. */
    public ExitCode exitCode() {
        ExitCode worst = ExitCode.OK;
        for (Tried each : all) {
            ExitCode code = RunVerdict.of(each.result).exitCode();
            worst = BY_WEIGHT.indexOf(code) > BY_WEIGHT.indexOf(worst) ? code : worst;
        }
        return worst;
    }

    /** For people: what it comes to, a line a mechanism, and where the time of each goes; none wider than {@code columnsMax}. */
    public List<String> lines(int columnsMax, boolean colour) {
        if (all.isEmpty()) {
            return List.of("no mechanism was run");
        }
        ObjectNode document = document();
        List<Line> lines = new ArrayList<>(LoginConclusion.of(document).lines(columnsMax));
        lines.add(Line.EMPTY);
        lines.addAll(logins().lines(columnsMax));
        lines.add(Line.EMPTY);
        lines.addAll(medians(document).lines(columnsMax));
        for (Tried each : all) {
            for (Slo.Verdict verdict : thresholds(each.result)) {
                lines.addAll(Line.wrapped(
                        each.mechanism + ": threshold " + verdict.slo().text() + ": "
                                + Human.words(verdict.decision().label()) + ", " + verdict.valueText(),
                        2,
                        columnsMax));
            }
        }
        return lines.stream().map(line -> line.toString(colour)).toList();
    }

    private Table logins() {
        Table table = new Table(List.of(
                Table.Column.left(HEADS.get(0)),
                Table.Column.right(HEADS.get(1)),
                Table.Column.number(HEADS.get(2), 1),
                Table.Column.number(HEADS.get(3), 2),
                Table.Column.number(HEADS.get(4), 6),
                Table.Column.number(HEADS.get(5), 3),
                Table.Column.number(HEADS.get(6), 4),
                Table.Column.number(HEADS.get(7), 5),
                Table.Column.elastic(HEADS.get(8))));
        all.forEach(each -> table.add(isGood(each.result) ? Line.PLAIN : Line.BAD, cells(each)));
        return table;
    }

    private static List<String> cells(Tried each) {
        RunResult result = each.result;
        Histogram good = result.measured().histogram(Timing.SERVICE, Phase.AUTH);
        Histogram bad = result.measured().histogram(Timing.FAILED, Phase.AUTH);
        return List.of(
                each.mechanism,
                Human.rate(result.acceptedPerSecond()),
                percentile(good, 50),
                percentile(good, 99),
                percentile(good, 100),
                bad == null ? "" : Human.count(result.measured().count(Outcome.Kind.REJECTED)),
                percentile(bad, 50),
                percentile(bad, 99),
                word(result));
    }

    /** The server's rounds in their order, the client's own time, and all of it by the cost of one mechanism. */
    private Table medians(ObjectNode document) {
        Table table = new Table(List.of(
                Table.Column.left("medians"),
                Table.Column.right("round 1"),
                Table.Column.right("round 2"),
                Table.Column.right("round 3"),
                Table.Column.right("round 4"),
                Table.Column.right("client"),
                Table.Column.number("× " + LoginConclusion.base(document), 1)));
        for (Tried each : all) {
            List<String> cells = new ArrayList<>(List.of(each.mechanism));
            for (Phase round : ROUNDS) {
                cells.add(percentile(each.result.measured().histogram(Timing.SERVICE, round), 50));
            }
            cells.add(client(each.result));
            double times = LoginConclusion.times(document, each.mechanism);
            cells.add(Double.isNaN(times) || all.size() == 1 ? "" : Human.rate(times));
            table.add(Line.PLAIN, cells);
        }
        return table;
    }

    /** What was half run was not asked whether it holds. */
    private static List<Slo.Verdict> thresholds(RunResult result) {
        return result.ending() == Ending.COMPLETED && result.self().valid()
                ? RunVerdict.of(result).thresholds()
                : List.of();
    }

    private static boolean isGood(RunResult result) {
        return switch (RunVerdict.of(result).word()) {
            case NONE, PASSED ->
                result.ending() == Ending.COMPLETED && result.self().valid();
            case BROKEN, NOT_DECIDED, FAILED, INVALID -> false;
        };
    }

    private static String word(RunResult result) {
        if (result.ending() != Ending.COMPLETED) {
            return SeriesReport.endedEarly(result);
        }
        RunVerdict.Word word = RunVerdict.of(result).word();
        return switch (word) {
            case NONE -> result.self().valid() ? "valid" : "INVALID";
            case PASSED, BROKEN, NOT_DECIDED, FAILED, INVALID -> word.shown();
        };
    }

    private static String percentile(@Nullable Histogram histogram, double percentile) {
        return histogram == null ? "" : Human.duration(histogram.getValueAtPercentile(percentile));
    }

    private static String client(RunResult result) {
        return percentile(result.measured().histogram(Timing.SERVICE, Phase.AUTH_CLIENT), 50);
    }

    /** The medians of the rounds, in their order. */
    private static String rounds(RunResult result) {
        List<String> medians = new ArrayList<>();
        for (Phase round : ROUNDS) {
            Histogram times = result.measured().histogram(Timing.SERVICE, round);
            if (times != null) {
                medians.add(percentile(times, 50));
            }
        }
        return String.join(" + ", medians);
    }

    /** Where lines may be long, all of it stands in one row: before the refused. */
    private static List<String> withRounds(List<String> cells, String rounds, String client) {
        List<String> all = new ArrayList<>(cells);
        all.addAll(HEADS.indexOf("refused"), List.of(rounds, client));
        return all;
    }

    /** Writes the table, and each run below it, as Markdown to {@code out}, which is borrowed. */
    public void markdown(OutputStream out) throws IOException {
        Conclusion conclusion = LoginConclusion.of(document());
        List<String> lines = new ArrayList<>(
                List.of("### " + Markdown.text(conclusion.heading()), "", Markdown.text(conclusion.why()), ""));
        lines.add(Markdown.row(withRounds(HEADS, "rounds p50", "client p50")));
        lines.add("|---|" + "--:|".repeat(HEADS.size()) + "---|");
        for (Tried each : all) {
            List<String> cells = withRounds(cells(each), rounds(each.result), client(each.result));
            lines.add(Markdown.row(cells.stream().map(Markdown::text).toList()));
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        for (Tried each : all) {
            out.write(("\n## " + Markdown.text(each.mechanism) + "\n\n").getBytes(StandardCharsets.UTF_8));
            RunMarkdown.write(each.result, out);
        }
    }

    /** Writes test cases, those of a run for each mechanism, as JUnit's XML to {@code out}, which is borrowed. */
    public void cases(OutputStream out) throws IOException {
        List<TestCase> cases = new ArrayList<>();
        for (Tried each : all) {
            for (TestCase one : RunCases.of(each.result)) {
                cases.add(new TestCase(
                        one.className() + "." + each.mechanism,
                        one.name(),
                        one.seconds(),
                        one.ending(),
                        one.message()));
            }
        }
        Map<String, String> properties = new LinkedHashMap<>();
        if (!all.isEmpty()) {
            properties.put("command", all.get(0).result.info().command());
        }
        JUnitFile.write("mailrace auth", properties, cases, out);
    }

    /** All runs as one JSON tree: an object a mechanism, each holding what {@code run.json} would. */
    public ObjectNode document() {
        ObjectNode document = RunDocument.empty();
        ArrayNode mechanisms = document.putArray("mechanisms");
        for (Tried each : all) {
            ObjectNode node = mechanisms.addObject().put("mechanism", each.mechanism);
            if (each.salting != null) {
                node.putObject("salting")
                        .put("iterations", each.salting.iterations)
                        .put("count", each.salting.count)
                        .put("p50_us", Decimal.micros(each.salting.medianNanos))
                        .put("kept", each.salting.kept);
            }
            node.set("run", RunDocument.of(each.result));
        }
        return document;
    }
}
