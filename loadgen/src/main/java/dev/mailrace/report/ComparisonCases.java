package dev.mailrace.report;

import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.report.JUnitFile.Ending;
import dev.mailrace.report.JUnitFile.TestCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The verdicts of a comparison as test cases, one a metric. */
public final class ComparisonCases {
    private static final String CLASS_NAME = "mailrace.compare";

    private ComparisonCases() {}

    /** What is {@code failOn} or worse fails; other doubts are skipped. */
    public static List<TestCase> of(Comparison comparison, Verdict failOn) {
        List<TestCase> cases = new ArrayList<>();
        for (Compared gate : comparison.gates()) {
            Verdict verdict = gate.verdict();
            if (verdict != null) {
                cases.add(new TestCase(
                        CLASS_NAME,
                        gate.metric().name(),
                        0,
                        ending(verdict, failOn),
                        verdict.label() + ": " + gate.reason()));
            }
        }
        return cases;
    }

    /** What else a reader of the test results has to know. */
    public static Map<String, String> properties(Comparison comparison) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("verdict", comparison.sentence());
        comparison.unlike().forEach(unlike -> properties.put("unlike " + unlike.key(), unlike.toString()));
        for (int i = 0; i < comparison.notes().size(); i++) {
            properties.put("note " + (i + 1), comparison.notes().get(i));
        }
        comparison.newOutcomes().forEach((outcome, sample) -> properties.put("only in new: " + outcome, sample));
        return properties;
    }

    private static Ending ending(Verdict verdict, Verdict failOn) {
        if (verdict.asBadAs(failOn)) {
            return Ending.FAILED;
        }
        return verdict.asBadAs(Verdict.INCONCLUSIVE) ? Ending.SKIPPED : Ending.PASSED;
    }
}
