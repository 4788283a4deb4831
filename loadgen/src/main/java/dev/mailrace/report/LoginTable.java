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
    private static final List<String> HEADS = List.of(
            "mechanism",
            "logins/s",
            "p50",
            "p99",
            "max",
            "rounds p50",
            "client p50",
            "refused",
            "ref. p50",
            "ref. p99",
            "run");

    private final List<String> mechanisms = new ArrayList<>();
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

    private final List<RunResult> results = new ArrayList<>();

    /** Adds a run in which every session logged in by {@code mechanism}. */
    public void add(String mechanism, RunResult result) {
        mechanisms.add(mechanism);
        results.add(result);
    }

    /** Whether the last run did not come to its end, so that others would not either. */
    public boolean endedEarly() {
        return !results.isEmpty() && results.get(results.size() - 1).ending() != Ending.COMPLETED;
    }

    /** What came of the last run, in a few words. */
    public String wordsOfLast() {
        RunResult last = results.get(results.size() - 1);
        return SeriesReport.words(last);
    }

    /** What the process ends with: the worst of all. */
    public ExitCode exitCode() {
        ExitCode worst = ExitCode.OK;
        for (RunResult result : results) {
            ExitCode code = RunVerdict.of(result).exitCode();
            worst = BY_WEIGHT.indexOf(code) > BY_WEIGHT.indexOf(worst) ? code : worst;
        }
        return worst;
    }

    /** For people; no line is wider than {@code columnsMax}. */
    public List<String> lines(int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.left(HEADS.get(0)),
                Table.Column.right(HEADS.get(1)),
                Table.Column.number(HEADS.get(2), 1),
                Table.Column.number(HEADS.get(3), 2),
                Table.Column.number(HEADS.get(4), 7),
                Table.Column.number(HEADS.get(5), 4),
                Table.Column.number(HEADS.get(6), 5),
                Table.Column.number(HEADS.get(7), 3),
                Table.Column.number(HEADS.get(8), 6),
                Table.Column.number(HEADS.get(9), 8),
                Table.Column.elastic(HEADS.get(10))));
        for (int i = 0; i < results.size(); i++) {
            table.add(isGood(results.get(i)) ? Line.PLAIN : Line.BAD, cells(i));
        }
        List<Line> lines = new ArrayList<>(table.lines(columnsMax));
        if (results.isEmpty()) {
            lines.add(Line.of("no mechanism was run", Line.PLAIN));
        }
        for (int i = 0; i < results.size(); i++) {
            for (Slo.Verdict verdict : thresholds(results.get(i))) {
                lines.addAll(Line.wrapped(
                        mechanisms.get(i) + ": threshold " + verdict.slo().text() + ": "
                                + Human.words(verdict.decision().label()) + ", " + verdict.valueText(),
                        2,
                        columnsMax));
            }
        }
        return lines.stream().map(Line::toString).toList();
    }

    private List<String> cells(int i) {
        RunResult result = results.get(i);
        Histogram good = result.measured().histogram(Timing.SERVICE, Phase.AUTH);
        Histogram bad = result.measured().histogram(Timing.FAILED, Phase.AUTH);
        return List.of(
                mechanisms.get(i),
                Human.rate(result.acceptedPerSecond()),
                percentile(good, 50),
                percentile(good, 99),
                percentile(good, 100),
                rounds(result),
                percentile(result.measured().histogram(Timing.SERVICE, Phase.AUTH_CLIENT), 50),
                bad == null ? "" : Human.count(result.measured().count(Outcome.Kind.REJECTED)),
                percentile(bad, 50),
                percentile(bad, 99),
                word(result));
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

    /** The medians of the rounds, in their order. */
    private static String rounds(RunResult result) {
        List<String> medians = new ArrayList<>();
        for (Phase round : ROUNDS) {
            Histogram times = result.measured().histogram(Timing.SERVICE, round);
            if (times != null) {
                medians.add(Human.duration(times.getValueAtPercentile(50)));
            }
        }
        return String.join(" + ", medians);
    }

    /** Writes the table, and each run below it, as Markdown to {@code out}, which is borrowed. */
    public void markdown(OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>(List.of("### Logins, mechanism by mechanism", "", Markdown.row(HEADS)));
        lines.add("|---|" + "--:|".repeat(HEADS.size() - 2) + "---|");
        for (int i = 0; i < results.size(); i++) {
            lines.add(Markdown.row(cells(i).stream().map(Markdown::text).toList()));
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < results.size(); i++) {
            out.write(("\n## " + Markdown.text(mechanisms.get(i)) + "\n\n").getBytes(StandardCharsets.UTF_8));
            RunMarkdown.write(results.get(i), out);
        }
    }

    /** Writes test cases, those of a run for each mechanism, as JUnit's XML to {@code out}, which is borrowed. */
    public void cases(OutputStream out) throws IOException {
        List<TestCase> cases = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            for (TestCase one : RunCases.of(results.get(i))) {
                cases.add(new TestCase(
                        one.className() + "." + mechanisms.get(i),
                        one.name(),
                        one.seconds(),
                        one.ending(),
                        one.message()));
            }
        }
        Map<String, String> properties = new LinkedHashMap<>();
        if (!results.isEmpty()) {
            properties.put("command", results.get(0).info().command());
        }
        JUnitFile.write("mailrace auth", properties, cases, out);
    }

    /** All runs as one JSON tree: an object a mechanism, each holding what {@code run.json} would. */
    public ObjectNode document() {
        ObjectNode document = RunDocument.empty();
        ArrayNode all = document.putArray("mechanisms");
        for (int i = 0; i < results.size(); i++) {
            all.addObject().put("mechanism", mechanisms.get(i)).set("run", RunDocument.of(results.get(i)));
        }
        return document;
    }
}
