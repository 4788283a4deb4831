package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.Conclusion;
import dev.mailrace.report.LoginConclusion;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What logins cost: the conclusion, a bar a mechanism, and the numbers. */
final class LoginPage {
    private static final List<String> BAD = List.of("failed", "broken", "invalid");

    private LoginPage() {}

    /** Writes it and returns its title. */
    static String write(Html html, JsonNode document) {
        List<JsonNode> all = new ArrayList<>();
        document.path("mechanisms").forEach(all::add);
        Conclusion conclusion = LoginConclusion.of(document);
        SeriesHead.write(html, conclusion);
        Html body = new Html();
        body.section("Cost by mechanism");
        LoginBars.write(body, all);
        table(body, document, all);
        if (!all.isEmpty()) {
            body.element(
                    "p", "First run: " + all.get(0).path("run").path("plan").asText(), "class", "plan");
            body.section("Runs");
        }
        Html runs = new Html();
        for (JsonNode each : all) {
            String name = each.path("mechanism").asText();
            RunPage.details(runs, name + "-", name, each.path("run"));
        }
        html.contents(body).raw(body.toString()).raw(runs.toString());
        return conclusion.heading();
    }

    private static JsonNode statistics(JsonNode mechanism, String phase, String times) {
        return mechanism.path("run").path("phases").path(phase).path(times);
    }

    private static void table(Html html, JsonNode document, List<JsonNode> all) {
        String base = LoginConclusion.base(document);
        Tables table = Tables.cards(
                html,
                "logins",
                "Logins: times of the server, and the client's own",
                List.of(
                        "mechanism",
                        "server p50",
                        "client p50",
                        "cost by " + (base.isEmpty() ? "the cheapest" : base),
                        "server p99",
                        "server max",
                        "logins/s",
                        "refused",
                        "refused p50",
                        "refused p99",
                        "run"));
        for (JsonNode each : all) {
            JsonNode run = each.path("run");
            JsonNode good = statistics(each, "auth", "service");
            JsonNode refused = statistics(each, "auth", "failed");
            double times =
                    LoginConclusion.times(document, each.path("mechanism").asText());
            table.row(each.path("mechanism").asText())
                    .micros(good.path("p50_us"))
                    .micros(statistics(each, "auth_client", "service").path("p50_us"))
                    .number(Double.isNaN(times) ? "" : "× " + Human.rate(times), Double.toString(times))
                    .micros(good.path("p99_us"))
                    .micros(good.path("max_us"))
                    .rate(run.path("totals").path("accepted_per_second"))
                    .count(run.path("totals").path("rejected"))
                    .micros(refused.path("p50_us"))
                    .micros(refused.path("p99_us"));
            result(table, run);
            table.endRow();
        }
        table.close();
    }

    /** How the run of a mechanism ended. */
    private static void result(Tables table, JsonNode run) {
        String ending = run.path("ending").asText();
        String verdict = run.path("verdict").asText();
        if (!ending.equals("completed")) {
            table.toned(Human.words(ending), Conclusion.Tone.DOUBT);
        } else if (BAD.contains(verdict)) {
            table.toned(Human.words(verdict).toUpperCase(Locale.ROOT), Conclusion.Tone.BAD);
        } else if (verdict.equals("not_decided") || verdict.equals("passed")) {
            table.toned(
                    Human.words(verdict).toUpperCase(Locale.ROOT),
                    verdict.equals("passed") ? Conclusion.Tone.GOOD : Conclusion.Tone.DOUBT);
        } else {
            boolean valid = RunTables.isValid(run);
            table.toned(run.path("self").path("verdict").asText(), valid ? Conclusion.Tone.GOOD : Conclusion.Tone.BAD);
        }
    }
}
