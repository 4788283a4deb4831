package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.CalibrationConclusion;
import dev.mailrace.report.Conclusion;
import dev.mailrace.report.Headline;
import java.util.List;

/** What a generator can do: whether that is known at all, the figures, and its two runs. */
final class CalibrationPage {
    private CalibrationPage() {}

    /** Writes it and returns its title. */
    static String write(Html html, JsonNode document) {
        Conclusion conclusion = CalibrationConclusion.of(document);
        SeriesHead.write(html, conclusion);
        Html body = new Html();
        body.section("This machine");
        figures(body, document);
        body.element("p", document.path("full").path("plan").asText(), "class", "plan");
        body.section("Runs");
        Html runs = new Html();
        RunPage.details(runs, "full-", "Full speed", document.path("full"));
        if (document.has("half")) {
            RunPage.details(runs, "half-", "Half speed", document.path("half"));
        }
        html.contents(body).raw(body.toString()).raw(runs.toString());
        return conclusion.heading();
    }

    private static void figures(Html html, JsonNode document) {
        Tables table =
                Tables.cards(html, "machine", "What this machine generates", List.of("what", "value", "what it means"));
        table.row("accepted/s")
                .rate(document.path("accepted_per_second"))
                .text("at full speed, with the sink on the same machine")
                .endRow();
        table.row("sessions")
                .count(document.path("sessions"))
                .text("open at once")
                .endRow();
        if (document.has("open_files_max")) {
            table.row("files")
                    .count(document.path("open_files_max"))
                    .text("that a process may open; each session takes one")
                    .endRow();
        }
        Headline.Whole whole = Headline.whole(document.path("half"));
        if (whole != null) {
            table.row("latency p50")
                    .time(whole.statistics(), "p50")
                    .text("the generator's and loopback's own, at half that rate")
                    .endRow();
            table.row("latency p99")
                    .time(whole.statistics(), "p99")
                    .text("smaller latencies of a server cannot be trusted")
                    .endRow();
            table.row("slip p99")
                    .micros(document.path("half").path("slip").path("p99_us"))
                    .text("how late due messages start")
                    .endRow();
        }
        table.close();
    }
}
