package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.Conclusion.Tone;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a calibration came to, concluded from its document: first of all whether it says anything of the machine. */
public final class CalibrationConclusion {
    private static final List<String> RUNS = List.of("full", "half");

    private CalibrationConclusion() {}

    public static Conclusion of(JsonNode document) {
        String speed = Human.rate(document.path("accepted_per_second").asDouble()) + " accepted/s with "
                + Human.counted(document.path("sessions").asLong(), "session");
        String doubt = JsonFile.printable(doubt(document));
        if (!doubt.isEmpty()) {
            return new Conclusion(
                    Tone.BAD,
                    "INVALID: " + Conclusion.first(doubt),
                    "It says nothing of this machine: " + speed + " is what was seen, and no later run is held against "
                            + "it.");
        }
        JsonNode floor = floor(document);
        return new Conclusion(
                Tone.GOOD,
                "VALID: this machine generates " + speed,
                floor.isNumber()
                        ? "At half of that its own p99 is " + Human.micros(floor)
                                + ": smaller latencies of a server cannot be told from the generator's."
                        : "");
    }

    private static JsonNode floor(JsonNode document) {
        Headline.Whole whole = Headline.whole(document.path("half"));
        return whole == null ? document.path("none") : whole.statistics().path("p99_us");
    }

    /** As it was found then; of a document that does not say, what its runs say. */
    private static String doubt(JsonNode document) {
        if (document.has("doubt")) {
            return document.path("doubt").asText();
        }
        Set<String> reasons = new LinkedHashSet<>();
        for (String name : RUNS) {
            JsonNode run = document.path(name);
            String verdict = run.path("verdict").asText();
            if (!run.isObject()) {
                reasons.add("it ended early");
            } else if (!run.path("ending").asText("completed").equals("completed")) {
                reasons.add("a run ended early");
            } else if (verdict.equals("invalid") || verdict.equals("failed")) {
                reasons.add(run.path("verdict_reason").asText());
            } else if (!run.path("self").path("verdict").asText().equals("valid")) {
                List<String> own = new ArrayList<>();
                run.path("self").path("reasons").forEach(reason -> own.add(reason.asText()));
                reasons.addAll(own);
            }
        }
        return String.join("; ", reasons);
    }
}
