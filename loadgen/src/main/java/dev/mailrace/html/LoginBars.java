package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;

/** A bar a mechanism: the server's rounds in their order, then the client's own time, as long as their medians. */
final class LoginBars {
    private static final List<String> ROUNDS = List.of("auth_round_1", "auth_round_2", "auth_round_3", "auth_round_4");
    private static final String CLIENT = "auth_client";
    private static final int LENGTH = 1_000;
    private static final int HEIGHT = 18;

    private LoginBars() {}

    static void write(Html html, List<JsonNode> all) {
        double longest = all.stream().mapToDouble(LoginBars::length).max().orElse(0);
        if (longest <= 0) {
            return;
        }
        html.open("figure", "class", "bars", "aria-label", words(all))
                .element("figcaption", "Where the time of a login goes (medians)");
        legend(html, all);
        for (JsonNode each : all) {
            double server = p50(each, "auth");
            html.open("div", "class", "bar")
                    .element("span", each.path("mechanism").asText(), "class", "name")
                    .element(
                            "span",
                            Human.micros(server + p50(each, CLIENT)) + ": server " + Human.micros(server) + ", client "
                                    + Human.micros(p50(each, CLIENT)),
                            "class",
                            "numbers");
            bar(html, each, LENGTH / longest);
            html.close("div");
        }
        html.close("figure");
    }

    private static void bar(Html html, JsonNode each, double scale) {
        Svg svg = Svg.stretched(html, LENGTH, HEIGHT);
        double x = 0;
        for (int round = 0; round < ROUNDS.size(); round++) {
            double micros = p50(each, ROUNDS.get(round));
            if (micros > 0) {
                svg.box(
                        x,
                        0,
                        micros * scale,
                        HEIGHT,
                        ROUNDS.get(round),
                        "server, round " + (round + 1) + ": " + Human.micros(micros));
                x += micros * scale;
            }
        }
        double client = p50(each, CLIENT);
        svg.box(x, 0, client * scale, HEIGHT, CLIENT, "client: " + Human.micros(client));
        svg.close();
    }

    private static void legend(Html html, List<JsonNode> all) {
        html.open("ul", "class", "legend");
        for (int round = 0; round < ROUNDS.size(); round++) {
            String phase = ROUNDS.get(round);
            if (all.stream().anyMatch(each -> p50(each, phase) > 0)) {
                Svg.swatch(html, ROUNDS.get(round), "server, round " + (round + 1));
            }
        }
        Svg.swatch(html, CLIENT, "client: its own work");
        html.close("ul");
    }

    /** What a reader who cannot see it hears. */
    private static String words(List<JsonNode> all) {
        List<String> words = new ArrayList<>();
        for (JsonNode each : all) {
            words.add(each.path("mechanism").asText() + " " + Human.micros(p50(each, "auth")) + " of the server, "
                    + Human.micros(p50(each, CLIENT)) + " of the client");
        }
        return "Medians of a login's time: " + String.join("; ", words) + ".";
    }

    private static double p50(JsonNode mechanism, String phase) {
        return mechanism
                .path("run")
                .path("phases")
                .path(phase)
                .path("service")
                .path("p50_us")
                .asDouble();
    }

    private static double length(JsonNode mechanism) {
        double rounds =
                ROUNDS.stream().mapToDouble(round -> p50(mechanism, round)).sum();
        return rounds + p50(mechanism, CLIENT);
    }
}
