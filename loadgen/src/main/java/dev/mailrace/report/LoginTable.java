package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What logins cost, a line a mechanism: how many a second, how long they took, their rounds, the client's own share, and
 * how long refusals took. Owned by one thread.
 */
public final class LoginTable {
    private static final List<Phase> ROUNDS =
            List.of(Phase.AUTH_ROUND_1, Phase.AUTH_ROUND_2, Phase.AUTH_ROUND_3, Phase.AUTH_ROUND_4);

    private final List<String> mechanisms = new ArrayList<>();
    private final List<RunResult> results = new ArrayList<>();

    /** Adds a run in which every session logged in by {@code mechanism}. */
    public void add(String mechanism, RunResult result) {
        mechanisms.add(mechanism);
        results.add(result);
    }

    /** For people; no line is wider than {@code columnsMax}. */
    public List<String> lines(int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.left("mechanism"),
                Table.Column.right("logins/s"),
                Table.Column.number("p50", 1),
                Table.Column.number("p99", 2),
                Table.Column.number("max", 7),
                Table.Column.number("rounds p50", 4),
                Table.Column.number("client p50", 5),
                Table.Column.number("refused", 3),
                Table.Column.number("ref. p50", 6),
                Table.Column.number("ref. p99", 8),
                Table.Column.elastic("run")));
        for (int i = 0; i < results.size(); i++) {
            RunResult result = results.get(i);
            Histogram good = result.measured().histogram(Timing.SERVICE, Phase.AUTH);
            Histogram bad = result.measured().histogram(Timing.FAILED, Phase.AUTH);
            table.add(
                    isGood(result) ? Line.PLAIN : Line.BAD,
                    List.of(
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
                            word(result)));
        }
        return table.lines(columnsMax).stream().map(Line::toString).toList();
    }

    private static boolean isGood(RunResult result) {
        return switch (RunVerdict.of(result).word()) {
            case NONE, PASSED -> result.self().valid();
            case BROKEN, NOT_DECIDED, FAILED, INVALID -> false;
        };
    }

    private static String word(RunResult result) {
        RunVerdict verdict = RunVerdict.of(result);
        return verdict.word() == RunVerdict.Word.FAILED
                ? "FAILED"
                : result.self().valid() ? "valid" : "INVALID";
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
