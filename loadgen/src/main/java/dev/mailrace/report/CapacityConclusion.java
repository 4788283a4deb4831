package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.mailrace.report.Conclusion.Tone;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a search for a capacity came to, concluded from its document. */
public final class CapacityConclusion {
    private static final Map<String, String> UNITS =
            Map.of("rate", "messages/s", "connections", "sessions", "auth", "logins/s");

    private static final String GENERATOR = "generator";

    /** What is accepted follows what is asked for as long as it is so much of it: counts of a short run are no rounder. */
    private static final double FOLLOWS = 0.95;

    private CapacityConclusion() {}

    public static Conclusion of(JsonNode document) {
        JsonNode answer = document.path("answer");
        String sentence = Conclusion.sentence(document.path("sentence").asText());
        String early = document.path("ended_early").asText();
        if (answer.path("held").asDouble() == 0) {
            return nothingHeld(document, sentence);
        }
        String held = load(answer.path("held")) + " " + unit(document);
        JsonNode broken = last(document, answer.path("broken"));
        String why = reasons(broken);
        String at = why.isEmpty() ? "" : " At " + load(broken.path("load")) + ": " + why;
        boolean confirmed = answer.path("confirmed").asBoolean();
        if (!early.isEmpty() && !confirmed) {
            return new Conclusion(
                    Tone.DOUBT, "NOT DECIDED: " + JsonFile.printable(early) + "; " + held + " holds", sentence + at);
        }
        if (answer.path("at_least").asBoolean()) {
            return new Conclusion(Tone.DOUBT, "NOT DECIDED: at least " + held, sentence + at);
        }
        return confirmed
                ? new Conclusion(Tone.GOOD, "PASSED up to " + held, sentence + at)
                : new Conclusion(
                        Tone.DOUBT,
                        "NOT DECIDED: " + held + " holds, " + load(answer.path("broken")) + " does not, not confirmed",
                        sentence + at);
    }

    private static Conclusion nothingHeld(JsonNode document, String sentence) {
        List<JsonNode> steps = new ArrayList<>();
        document.path("steps").forEach(steps::add);
        JsonNode lowest = lowestBroken(steps);
        String why = reasons(lowest);
        if (!steps.isEmpty()
                && steps.stream()
                        .allMatch(step ->
                                step.path("run").path("verdict").asText().equals("failed"))) {
            return new Conclusion(Tone.BAD, "FAILED: the server accepted nothing at any load", why);
        }
        if (document.has("ended_early")) {
            String early = JsonFile.printable(document.path("ended_early").asText());
            return new Conclusion(Tone.DOUBT, "NOT DECIDED: " + early, sentence);
        }
        if (lowest.isMissingNode()) {
            return new Conclusion(
                    Tone.BAD,
                    "INVALID: the generator was the limit at every load",
                    reasons(document.path("steps").path(steps.size() - 1)));
        }
        return new Conclusion(
                Tone.BAD,
                "BROKEN: no load holds, not even " + load(lowest.path("load")) + " " + unit(document),
                why.isEmpty() ? sentence : why);
    }

    /** The lowest load that the server did not bear; missing where it was the generator each time. */
    private static JsonNode lowestBroken(List<JsonNode> steps) {
        return steps.stream()
                .filter(step -> step.path("finding").asText().equals("broke"))
                .min(Comparator.comparingDouble(step -> step.path("load").asDouble()))
                .orElse(MissingNode.getInstance());
    }

    /** The last run of a load, which has the last word on it; missing where there is none. */
    private static JsonNode last(JsonNode document, JsonNode load) {
        JsonNode last = document.path("steps").path(-1);
        for (JsonNode step : document.path("steps")) {
            last = step.path("load").asDouble() == load.asDouble() && load.isNumber() ? step : last;
        }
        return last;
    }

    private static String reasons(JsonNode step) {
        List<String> reasons = new ArrayList<>();
        step.path("reasons").forEach(reason -> reasons.add(JsonFile.printable(reason.asText())));
        return reasons.isEmpty() ? "" : String.join("; ", reasons) + ".";
    }

    /** What loads count. */
    public static String unit(JsonNode document) {
        String by = document.path("by").asText();
        return UNITS.getOrDefault(by, by);
    }

    /** A load as people read it. */
    public static String load(JsonNode load) {
        double value = load.asDouble();
        return value == Math.rint(value) ? Human.count((long) value) : Human.rate(value);
    }

    /**
     * What the server accepted a second over what was asked for, as {@code accepted levels off at 200/s}; empty where loads
     * are no rates.
     */
    public static String plateau(JsonNode document, List<JsonNode> byLoad) {
        if (document.path("by").asText().equals("connections") || byLoad.isEmpty()) {
            return "";
        }
        double most = mostAccepted(byLoad);
        return levelsOff(document, byLoad)
                ? "accepted levels off at " + Human.rate(most) + "/s"
                : "accepted follows what is asked, up to " + Human.rate(most) + "/s";
    }

    /** Whether at the highest load less than {@value #FOLLOWS} of what was asked for was accepted, by the server's doing. */
    public static boolean levelsOff(JsonNode document, List<JsonNode> byLoad) {
        if (document.path("by").asText().equals("connections") || byLoad.isEmpty()) {
            return false;
        }
        JsonNode highest = byLoad.get(byLoad.size() - 1);
        return !highest.path("finding").asText().equals(GENERATOR)
                && accepted(highest) < FOLLOWS * highest.path("load").asDouble();
    }

    /** The most that was accepted a second at any load. */
    public static double mostAccepted(List<JsonNode> byLoad) {
        return byLoad.stream().mapToDouble(CapacityConclusion::accepted).max().orElse(0);
    }

    private static double accepted(JsonNode step) {
        return step.path("run").path("totals").path("accepted_per_second").asDouble();
    }
}
