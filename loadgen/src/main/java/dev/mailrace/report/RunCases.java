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
        properties.put("command", result.info().command());
        properties.put("plan", result.info().plan());
        properties.put("run_id", result.info().runId());
        ObjectNode document = RunDocument.of(result);
        String verdict = Headline.verdict(document);
        properties.put("verdict", verdict.isEmpty() ? "none" : verdict);
        properties.put("came_to", Headline.of(document));
        result.shortfalls()
                .forEach(shortfall ->
                        properties.put("short_by_" + shortfall.cause().label(), shortfall.what()));
        JUnitFile.write("mailrace run", properties, of(result), out);
    }

    static List<TestCase> of(RunResult result) {
        RunVerdict run = RunVerdict.of(result);
        boolean valid = result.self().valid();
        boolean ended = result.ending() == RunResult.Ending.COMPLETED || result.ending() == RunResult.Ending.SLO_BROKEN;
        boolean failed = run.word() == RunVerdict.Word.FAILED;
        List<TestCase> cases = new ArrayList<>();
        cases.add(new TestCase(
                RUN,
                "the run went to its end",
                result.measuredSeconds(),
                ended ? Ending.PASSED : Ending.FAILED,
                Human.words(result.ending().name().toLowerCase(Locale.ROOT))));
        cases.add(new TestCase(
                RUN,
                "the server took what was due",
                0,
                failed ? Ending.FAILED : Ending.PASSED,
                "FAILED: " + run.reason()));
        cases.add(new TestCase(
                RUN,
                "the generator was healthy",
                0,
                valid ? Ending.PASSED : Ending.FAILED,
                String.join("; ", result.self().reasons())));
        for (Slo.Verdict verdict : run.thresholds()) {
            cases.add(
                    valid
                            ? threshold(verdict)
                            : new TestCase(
                                    SLO,
                                    verdict.slo().text(),
                                    0,
                                    Ending.SKIPPED,
                                    "not decided, because the run is invalid: " + verdict.valueText()));
        }
        return cases;
    }

    private static TestCase threshold(Slo.Verdict verdict) {
        String name = verdict.slo().text();
        return switch (verdict.decision()) {
            case PASSED -> new TestCase(SLO, name, 0, Ending.PASSED, "");
            case BROKEN -> new TestCase(SLO, name, 0, Ending.FAILED, "BROKEN: " + verdict.valueText());
            case NOT_DECIDED ->
                new TestCase(
                        SLO,
                        name,
                        0,
                        Ending.UNDECIDED,
                        "NOT DECIDED: " + verdict.valueText() + ": " + verdict.reason());
        };
    }
}
