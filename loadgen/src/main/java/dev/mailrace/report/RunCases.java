package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.JUnitFile.Ending;
import dev.mailrace.report.JUnitFile.TestCase;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.words.Human;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run as test cases: that it went as planned, that the server took anything, that the generator can be believed, and each
 * threshold.
 */
public final class RunCases {
    private static final String RUN = "mailrace.run";
    private static final String SLO = "mailrace.slo";

    private RunCases() {}

    /** Writes JUnit's XML to {@code out}, which is borrowed and flushed. */
    public static void write(RunResult result, OutputStream out) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        if (!result.info().about().title().isEmpty()) {
            properties.put("title", result.info().about().title());
        }
        properties.put("command", result.info().command());
        properties.put("plan", result.info().plan());
        properties.put("run_id", result.info().runId());
        ObjectNode document = RunDocument.of(result);
        String verdict = Headline.verdict(document);
        properties.put("verdict", verdict.isEmpty() ? "none" : verdict);
        properties.put("came_to", Headline.of(document));
        String why = Why.of(document);
        properties.put("why", why);
        result.info().about().notes().forEach((name, value) -> properties.put("note " + name, value));
        result.shortfalls()
                .forEach(shortfall ->
                        properties.put("short_by_" + shortfall.cause().label(), shortfall.what()));
        JUnitFile.write("mailrace run", properties, of(result, why), out);
    }

    static List<TestCase> of(RunResult result) {
        return of(result, Why.of(RunDocument.of(result)));
    }

    /** @param why in a sentence: stands below what was expected and found */
    private static List<TestCase> of(RunResult result, String why) {
        RunVerdict run = RunVerdict.of(result);
        boolean valid = result.self().valid();
        boolean failed = run.word() == RunVerdict.Word.FAILED;
        List<TestCase> cases = new ArrayList<>();
        cases.add(new TestCase(
                RUN,
                "the run went to its end",
                result.measuredSeconds(),
                ending(result.ending()),
                "expected: completed, found: "
                        + Human.words(result.ending().name().toLowerCase(Locale.ROOT))));
        cases.add(new TestCase(
                RUN,
                "the server took what was due",
                0,
                failed ? Ending.FAILED : Ending.PASSED,
                "expected: messages accepted, found: none: " + run.reason(),
                why));
        cases.add(new TestCase(
                RUN,
                "the generator was healthy",
                0,
                valid ? Ending.PASSED : Ending.UNDECIDED,
                "INVALID: " + String.join("; ", result.self().reasons())));
        for (Slo.Verdict verdict : run.thresholds()) {
            cases.add(
                    valid
                            ? threshold(verdict, why)
                            : new TestCase(
                                    SLO,
                                    verdict.slo().text(),
                                    0,
                                    Ending.SKIPPED,
                                    "not decided, because the run is invalid; expected: "
                                            + verdict.slo().text() + ", found: " + verdict.valueText()));
        }
        return cases;
    }

    /** Only the server fails a test; whatever else kept the run from its end is an error, after which nothing is known. */
    private static Ending ending(RunResult.Ending ending) {
        return switch (ending) {
            case COMPLETED, SLO_BROKEN -> Ending.PASSED;
            case SERVER_GONE -> Ending.FAILED;
            case INTERRUPTED, OUTPUT_LOST, BROKEN, KILLED -> Ending.UNDECIDED;
        };
    }

    private static TestCase threshold(Slo.Verdict verdict, String why) {
        String name = verdict.slo().text();
        String compared = "expected: " + name + ", found: " + verdict.valueText();
        return switch (verdict.decision()) {
            case PASSED -> new TestCase(SLO, name, 0, Ending.PASSED, "");
            case BROKEN -> new TestCase(SLO, name, 0, Ending.FAILED, "BROKEN: " + compared, why);
            case NOT_DECIDED ->
                new TestCase(SLO, name, 0, Ending.UNDECIDED, "NOT DECIDED: " + compared + ", " + verdict.reason(), why);
        };
    }
}
