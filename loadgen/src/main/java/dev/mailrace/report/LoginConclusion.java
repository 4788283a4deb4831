package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.Conclusion.Tone;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What logins cost by mechanism, concluded from the document: how many times the cheapest, and where the time goes. */
public final class LoginConclusion {
    private static final String PLAIN = "PLAIN";

    /** Costs that differ by less are about the same: medians of a few seconds say no more. */
    private static final double ALIKE = 1.1;

    /** The words of runs, worst first; a run that ended early comes before all of them. */
    private static final List<String> WORST = List.of("failed", "invalid", "broken", "not_decided", "passed");

    private LoginConclusion() {}

    /**
     * A mechanism's medians, in microseconds.
     *
     * @param server of all rounds
     * @param client of its own work, and of waiting for a processor to do it
     * @param salting of the iterations that a SCRAM server asks for; null: not known
     */
    private record Cost(
            String mechanism,
            double server,
            double client,
            @Nullable Salting salting) {
        double whole() {
            return server + client;
        }
    }

    /** @param kept whether only the first login of a user works them out */
    private record Salting(long iterations, double micros, boolean kept) {}

    public static Conclusion of(JsonNode document) {
        List<Cost> costs = costs(document);
        String cost = cost(costs);
        String detail = detail(costs);
        JsonNode worst = worst(document);
        String ending = worst.path("run").path("ending").asText("completed");
        String word = worst.path("run").path("verdict").asText("none");
        String name = worst.path("mechanism").asText();
        boolean early = !ending.equals("completed");
        if (!early && (word.equals("none") || word.isEmpty())) {
            return cost.isEmpty()
                    ? new Conclusion(Tone.DOUBT, "NOT DECIDED: no login was timed", "")
                    : new Conclusion(Tone.PLAIN, cost, detail);
        }
        String why = Conclusion.sentence(cost) + (detail.isEmpty() || cost.isEmpty() ? "" : " " + detail);
        if (early && (word.equals("none") || word.isEmpty())) {
            return new Conclusion(Tone.DOUBT, "NOT DECIDED: " + name + ": " + Human.words(ending), why);
        }
        if (word.equals("passed")) {
            return new Conclusion(Tone.GOOD, "PASSED: every threshold was kept by every mechanism", why);
        }
        String reason =
                JsonFile.printable(worst.path("run").path("verdict_reason").asText());
        return Conclusion.of(
                word.equals("not_decided") ? Tone.DOUBT : Tone.BAD,
                Human.words(word).toUpperCase(Locale.ROOT) + ": " + name,
                reason,
                why);
    }

    /** The mechanism with the worst verdict, the first of those. */
    private static JsonNode worst(JsonNode document) {
        JsonNode worst = document.path("mechanisms").path(0);
        for (JsonNode each : document.path("mechanisms")) {
            worst = rank(each) < rank(worst) ? each : worst;
        }
        return worst;
    }

    private static int rank(JsonNode mechanism) {
        int rank = WORST.indexOf(mechanism.path("run").path("verdict").asText());
        boolean completed = mechanism.path("run").path("ending").asText().equals("completed");
        return (rank < 0 ? WORST.size() : rank) - (completed ? 0 : WORST.size());
    }

    private static List<Cost> costs(JsonNode document) {
        List<Cost> costs = new ArrayList<>();
        for (JsonNode each : document.path("mechanisms")) {
            JsonNode phases = each.path("run").path("phases");
            JsonNode server = phases.path("auth").path("service").path("p50_us");
            if (server.isNumber()) {
                costs.add(new Cost(
                        each.path("mechanism").asText(),
                        server.asDouble(),
                        phases.path("auth_client")
                                .path("service")
                                .path("p50_us")
                                .asDouble(),
                        salting(each.path("salting"))));
            }
        }
        return costs;
    }

    private static @Nullable Salting salting(JsonNode salting) {
        return salting.isObject()
                ? new Salting(
                        salting.path("iterations").asLong(),
                        salting.path("p50_us").asDouble(),
                        salting.path("kept").asBoolean())
                : null;
    }

    /** How many times the cost of PLAIN, or else of the cheapest, that of a mechanism is; NaN where neither is known. */
    public static double times(JsonNode document, String mechanism) {
        List<Cost> costs = costs(document);
        Cost base = base(costs);
        for (Cost each : costs) {
            if (base != null && each.mechanism.equals(mechanism) && base.whole() > 0) {
                return each.whole() / base.whole();
            }
        }
        return Double.NaN;
    }

    /** The mechanism that others are held against; empty where no login was timed. */
    public static String base(JsonNode document) {
        Cost base = base(costs(document));
        return base == null ? "" : base.mechanism;
    }

    private static @Nullable Cost base(List<Cost> costs) {
        Cost cheapest = null;
        for (Cost each : costs) {
            if (each.mechanism.equals(PLAIN)) {
                return each;
            }
            cheapest = cheapest == null || each.whole() < cheapest.whole() ? each : cheapest;
        }
        return cheapest;
    }

    private static @Nullable Cost dearest(List<Cost> costs) {
        return costs.stream().max(Comparator.comparingDouble(Cost::whole)).orElse(null);
    }

    private static String cost(List<Cost> costs) {
        Cost base = base(costs);
        Cost dearest = dearest(costs);
        if (base == null || dearest == null) {
            return "";
        }
        if (costs.size() == 1) {
            return "A login by " + base.mechanism + " takes " + Human.micros(base.whole()) + " (p50)";
        }
        double times = dearest.whole() / Math.max(1e-3, base.whole());
        if (times < ALIKE) {
            return "All " + costs.size() + " mechanisms cost about the same: " + Human.micros(base.whole()) + " (p50, "
                    + base.mechanism + ")";
        }
        return dearest.mechanism + " costs " + Human.rate(times) + " × " + base.mechanism;
    }

    private static String detail(List<Cost> costs) {
        Cost base = base(costs);
        Cost dearest = dearest(costs);
        if (base == null || dearest == null) {
            return "";
        }
        String parts =
                Human.micros(dearest.server) + " of the server and " + Human.micros(dearest.client) + " of the client";
        String detail = dearest.equals(base)
                ? Conclusion.sentence("medians: " + parts)
                : Conclusion.sentence("medians: " + Human.micros(dearest.whole()) + " (" + parts + ") against "
                        + Human.micros(base.whole()));
        return detail + salting(costs, dearest);
    }

    /** What a SCRAM server's iterations come to: of the dearest mechanism, or else of the dearest that has any. */
    private static String salting(List<Cost> costs, Cost dearest) {
        Cost salted = dearest.salting != null
                ? dearest
                : dearest(costs.stream().filter(each -> each.salting != null).toList());
        Salting salting = salted == null ? null : salted.salting;
        if (salted == null || salting == null) {
            return "";
        }
        String iterations = Human.counted(salting.iterations, "iteration");
        String subject = salted.equals(dearest) ? iterations : "Of " + salted.mechanism + ", " + iterations;
        if (!salting.kept) {
            return " " + subject + " are " + Human.micros(salting.micros) + " of it.";
        }
        return " " + subject + " are not in it: the client worked them out once per user, in "
                + Human.micros(salting.micros) + " (--no-scram-cache repeats them in each login).";
    }
}
