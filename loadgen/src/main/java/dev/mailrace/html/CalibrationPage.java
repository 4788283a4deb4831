package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.words.Human;

/** What a generator can do: its two runs. */
final class CalibrationPage {
    private CalibrationPage() {}

    /** Writes it and returns its title. */
    static String write(Html html, JsonNode document) {
        String title = "this machine generates "
                + Human.rate(document.path("accepted_per_second").asDouble()) + " accepted/s with "
                + Human.count(document.path("sessions").asLong()) + " sessions";
        html.element("h1", title, "class", "verdict");
        html.element("p", document.path("full").path("plan").asText(), "class", "plan");
        RunPage.details(html, "full-", "Full speed", document.path("full"));
        if (document.has("half")) {
            RunPage.details(html, "half-", "Half speed", document.path("half"));
        }
        return title;
    }
}
