package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What logins cost: a bar a mechanism, the server's rounds and the client's own time apart, and the numbers. */
final class LoginPage {
    private static final int WIDTH = 760;
    private static final int LABEL = 150;
    private static final int NUMBERS = 200;
    private static final int ROW = 26;
    private static final List<String> ROUNDS = List.of("auth_round_1", "auth_round_2", "auth_round_3", "auth_round_4");
    private static final List<String> TONES = List.of("tone-4", "tone-6", "tone-7", "tone-2");
    private static final String CLIENT = "auth_client";

    private LoginPage() {}

    /** Writes it and returns its title. */
    static String write(Html html, JsonNode document) {
        List<JsonNode> all = new ArrayList<>();
        document.path("mechanisms").forEach(all::add);
        String title = "what logins cost by " + all.size() + (all.size() == 1 ? " mechanism" : " mechanisms");
        html.element("h1", title(all), "class", "verdict");
        if (!all.isEmpty()) {
            html.element("p", all.get(0).path("run").path("plan").asText(), "class", "plan");
        }
        bars(html, all);
        table(html, all);
        for (JsonNode each : all) {
            String name = each.path("mechanism").asText();
            RunPage.details(html, name + "-", name, each.path("run"));
        }
        return title;
    }

    private static String title(List<JsonNode> all) {
        List<String> costs = new ArrayList<>();
        for (JsonNode each : all) {
            JsonNode p50 = statistics(each, "auth", "service").path("p50_us");
            costs.add(each.path("mechanism").asText() + " " + (p50.isNumber() ? Human.micros(p50) : "none timed"));
        }
        return "What a login costs (p50): " + String.join(", ", costs);
    }

    private static JsonNode statistics(JsonNode mechanism, String phase, String times) {
        return mechanism.path("run").path("phases").path(phase).path(times);
    }

    private static double p50(JsonNode mechanism, String phase) {
        return statistics(mechanism, phase, "service").path("p50_us").asDouble();
    }

    private static void bars(Html html, List<JsonNode> all) {
        double longest = all.stream().mapToDouble(LoginPage::length).max().orElse(0);
        double scale = (WIDTH - LABEL - NUMBERS) / Math.max(1, longest);
        html.open("figure", "class", "logins")
                .element("figcaption", "Medians: the server's rounds in order, then the client's own time");
        Svg svg = Svg.open(html, "Login times by mechanism", WIDTH, all.size() * ROW + 4);
        for (int i = 0; i < all.size(); i++) {
            JsonNode each = all.get(i);
            double y = i * ROW;
            svg.text(each.path("mechanism").asText(), 0, y + 17, "label");
            double x = LABEL;
            for (int round = 0; round < ROUNDS.size(); round++) {
                double micros = p50(each, ROUNDS.get(round));
                if (micros > 0) {
                    svg.box(
                            x,
                            y + 4,
                            micros * scale,
                            18,
                            TONES.get(round),
                            "server, round " + (round + 1) + ": " + Human.micros(micros));
                    x += micros * scale;
                }
            }
            double client = p50(each, CLIENT);
            svg.box(x, y + 4, client * scale, 18, "tone-3", "client: " + Human.micros(client))
                    .text(
                            "server " + Human.micros(p50(each, "auth")) + ", client " + Human.micros(client),
                            WIDTH - NUMBERS + 8,
                            y + 17,
                            "value");
        }
        svg.close();
        html.close("figure");
    }

    private static double length(JsonNode mechanism) {
        return ROUNDS.stream().mapToDouble(round -> p50(mechanism, round)).sum() + p50(mechanism, CLIENT);
    }

    private static void table(Html html, List<JsonNode> all) {
        Tables table = Tables.open(
                html,
                "logins",
                "Logins",
                List.of(
                        "mechanism",
                        "logins/s",
                        "server p50",
                        "server p99",
                        "server max",
                        "client p50",
                        "refused",
                        "refused p50",
                        "refused p99",
                        "run"));
        for (JsonNode each : all) {
            JsonNode run = each.path("run");
            JsonNode good = statistics(each, "auth", "service");
            JsonNode refused = statistics(each, "auth", "failed");
            table.row(each.path("mechanism").asText())
                    .rate(run.path("totals").path("accepted_per_second"))
                    .micros(good.path("p50_us"))
                    .micros(good.path("p99_us"))
                    .micros(good.path("max_us"))
                    .micros(statistics(each, CLIENT, "service").path("p50_us"))
                    .count(run.path("totals").path("rejected"))
                    .micros(refused.path("p50_us"))
                    .micros(refused.path("p99_us"));
            boolean ended = run.path("ending").asText().equals("completed");
            String verdict = run.path("verdict").asText();
            boolean bad = List.of("failed", "broken", "not_decided").contains(verdict);
            String word = bad
                    ? Human.words(verdict).toUpperCase(Locale.ROOT)
                    : run.path("self").path("verdict").asText();
            table.mark(ended ? word : Human.words(run.path("ending").asText()), ended && !bad && RunTables.isValid(run))
                    .endRow();
        }
        table.close();
    }
}
