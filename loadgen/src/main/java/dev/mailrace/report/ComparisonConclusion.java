package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.report.Conclusion.Tone;
import dev.mailrace.runfile.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a comparison came to, concluded from its document. */
public final class ComparisonConclusion {
    private static final String SEPARATOR = ": ";

    private ComparisonConclusion() {}

    public static Conclusion of(JsonNode document) {
        String verdict = document.path("verdict").asText();
        List<String> metrics = new ArrayList<>();
        String change = "";
        for (JsonNode row : document.path("rows")) {
            if (row.path("verdict").asText("").equals(verdict)) {
                change = metrics.isEmpty() ? ComparisonCells.change(row) : change;
                metrics.add(JsonFile.printable(row.path("metric").asText()));
            }
        }
        return new Conclusion(
                tone(verdict),
                verdict.toUpperCase(Locale.ROOT) + SEPARATOR + what(verdict, metrics, change),
                why(JsonFile.printable(document.path("sentence").asText())));
    }

    private static String what(String verdict, List<String> metrics, String change) {
        String first = metrics.isEmpty() ? "" : SEPARATOR + metrics.get(0) + (change.isEmpty() ? "" : " " + change);
        String more = metrics.size() < 2 ? "" : ", and " + (metrics.size() - 1) + " more";
        if (verdict.equals(Verdict.REGRESSED.label())) {
            return "NEW is worse" + first + more;
        }
        if (verdict.equals(Verdict.SUSPECT.label())) {
            return "NEW may be worse" + first + more;
        }
        if (verdict.equals(Verdict.IMPROVED.label())) {
            return "NEW is better" + first + more;
        }
        return verdict.equals(Verdict.INCONCLUSIVE.label()) ? "whether NEW is worse is not known" : "NEW is not worse";
    }

    /** The sentence without the verdict before it, which stands in the heading. */
    private static String why(String sentence) {
        int colon = sentence.indexOf(SEPARATOR);
        return colon < 0 ? sentence : sentence.substring(colon + SEPARATOR.length());
    }

    /** What the colour of a verdict says; of none, nothing. */
    public static Tone tone(String verdict) {
        for (Verdict known : Verdict.values()) {
            if (known.label().equals(verdict)) {
                return switch (known) {
                    case REGRESSED -> Tone.BAD;
                    case SUSPECT, INCONCLUSIVE -> Tone.DOUBT;
                    case NO_CHANGE, IMPROVED -> Tone.GOOD;
                };
            }
        }
        return Tone.PLAIN;
    }
}
