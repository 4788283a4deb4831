package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.mailrace.analysis.Decision;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.report.Headline;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of one run: what its document holds, for people. */
final class RunTables {
    private static final List<String> STATISTICS = List.of("mean", "p50", "p75", "p90", "p95", "p99", "p999", "max");

    /** Of tables of phases; their statistics are the last. */
    static final List<String> PHASE_COLUMNS =
            List.of("phase", "times", "stage", "count", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "max");

    private final Html html;
    private final String prefix; // Of ids: a page may hold several runs.
    private final JsonNode run;

    RunTables(Html html, String prefix, JsonNode run) {
        this.html = html;
        this.prefix = prefix;
        this.run = run;
    }

    /** What was asked of the run, and whether it was kept; nothing where nothing was asked. */
    void thresholds() {
        if (run.path("verdicts").isEmpty()) {
            return;
        }
        boolean valid = isValid(run);
        Tables table = Tables.open(html, prefix + "thresholds", "Thresholds", List.of("threshold", "value", "kept"));
        for (JsonNode verdict : run.path("verdicts")) {
            table.row(verdict.path("slo").asText());
            verdict(table, verdict, valid);
            table.endRow();
        }
        table.close();
    }

    /** A threshold's value, and whether it was kept. */
    static void verdict(Tables table, JsonNode verdict, boolean valid) {
        boolean passed = verdict.path("passed").asBoolean();
        String shown = value(verdict.path("value"), verdict.path("unit").asText());
        table.number(
                        verdict.path("at_least").asBoolean() ? "≥ " + shown : shown,
                        verdict.path("value").asText())
                .mark(!valid ? "not decided" : passed ? "passed" : decision(verdict), valid && passed);
    }

    private static String decision(JsonNode verdict) {
        return verdict.path("decision").asText().equals(Decision.NOT_DECIDED.label())
                ? "NOT DECIDED: " + verdict.path("reason").asText()
                : "BROKEN";
    }

    /** The median and the 99th percentile of what a run was about. */
    static void whole(Tables table, JsonNode run) {
        Headline.Whole whole = Headline.whole(run);
        JsonNode statistics = whole == null ? MissingNode.getInstance() : whole.statistics();
        table.time(statistics, "p50").time(statistics, "p99");
    }

    /** Whether only the warm-up saw that phase of a run's document. */
    static boolean isEarly(JsonNode phase) {
        return phase.path("stage").asText().equals(Stage.WARMUP.label());
    }

    static boolean isValid(JsonNode run) {
        return run.path("self").path("verdict").asText().equals("valid");
    }

    /** A value in a unit of files', for people. */
    static String value(JsonNode value, String unit) {
        if (!value.isNumber()) {
            return "nothing measured";
        }
        return switch (unit) {
            case "us" -> Human.micros(value);
            case "per_second" -> Human.rate(value.asDouble()) + "/s";
            case "share" -> Human.share(value.asDouble());
            default -> Human.rate(value.asDouble()) + (unit.equals("count") ? "" : " " + unit);
        };
    }

    void phases() {
        Tables table = Tables.open(html, prefix + "phases", "Phases", PHASE_COLUMNS);
        for (Map.Entry<String, JsonNode> phase : run.path("phases").properties()) {
            for (Timing timing : Timing.values()) {
                String clock = timing.name().toLowerCase(Locale.ROOT);
                JsonNode statistics = phase.getValue().path(clock);
                if (!statistics.isObject()) {
                    continue;
                }
                table.row(phase.getKey(), "data-phase", phase.getKey(), "data-times", clock)
                        .text(clock)
                        .text(phase.getValue().path("stage").asText());
                statistics(table, statistics);
                table.endRow();
            }
        }
        table.close();
    }

    void outcomes(String id, String caption, JsonNode outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        Tables table = Tables.open(
                html,
                prefix + id,
                caption,
                List.of("outcome", "phase", "code", "enhanced", "reason", "count", "first reply"));
        for (JsonNode outcome : outcomes) {
            int code = outcome.path("code").asInt();
            table.row(Human.words(outcome.path("kind").asText()))
                    .text(outcome.path("phase").asText(""))
                    .text(code == 0 ? "" : Integer.toString(code))
                    .text(outcome.path("enhanced").asText())
                    .text(Human.words(outcome.path("reason").asText()));
            table.count(outcome.path("count"));
            table.said(outcome.path("sample").asText()).endRow();
        }
        table.close();
    }

    /** All tables of outcomes. */
    void allOutcomes() {
        outcomes("outcomes", "Outcomes", run.path("outcomes"));
        outcomes("recipient-outcomes", "Outcomes per recipient", run.path("recipient_outcomes"));
        outcomes("warmup-outcomes", "Outcomes of the warm-up", run.path("warmup_outcomes"));
        outcomes("lost", "Lost sessions", run.path("sessions").path("lost"));
    }

    void books() {
        Tables table = Tables.open(html, prefix + "books", "Books", List.of("arrivals", "measured", "in the warm-up"));
        JsonNode measured = run.path("totals");
        JsonNode warmup = run.path("warmup_totals");
        table.row("due");
        table.count(measured.path("arrivals"));
        table.count(warmup.path("arrivals"));
        table.endRow();
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            table.row(Human.words(kind.label()));
            table.count(measured.path(kind.label()));
            table.count(warmup.path(kind.label()));
            table.endRow();
        }
        table.close();
        boolean balanced = run.path("books_balanced").asBoolean();
        html.element(
                "p",
                balanced
                        ? "The books balance: each arrival has exactly one outcome."
                        : "THE BOOKS DO NOT BALANCE: an internal error of Mailrace.",
                "class",
                balanced ? "good" : "bad");
    }

    /** Bytes, recipients, tries, and how long what was due waited. */
    void volume() {
        JsonNode totals = run.path("totals");
        Tables table = Tables.open(html, prefix + "volume", "Volume", List.of("what", "value"));
        row(table, "bytes accepted", Human.bytes(totals.path("body_bytes").asLong()), totals.path("body_bytes"));
        for (String name : List.of(
                "accepted_in_stage",
                "waiting_at_end",
                "unanswered",
                "recipients_accepted",
                "recipients_refused",
                "retries",
                "moved",
                "connections_max")) {
            row(table, Human.words(name), Human.count(totals.path(name).asLong()), totals.path(name));
        }
        for (Map.Entry<String, JsonNode> tries :
                totals.path("accepted_by_tries").properties()) {
            row(
                    table,
                    "accepted with try " + tries.getKey(),
                    Human.count(tries.getValue().asLong()),
                    tries.getValue());
        }
        table.close();
        if (run.path("slip").path("count").asLong()
                        + run.path("backlog_wait").path("count").asLong()
                > 0) {
            Tables waits = Tables.open(
                    html,
                    prefix + "waits",
                    "Waits before start",
                    List.of("what", "count", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"));
            for (String name : List.of("slip", "backlog_wait")) {
                JsonNode statistics = run.path(name);
                if (statistics.path("count").asLong() > 0) {
                    waits.row(Human.words(name));
                    statistics(waits, statistics);
                    waits.endRow();
                }
            }
            waits.close();
        }
    }

    /** What became of connections, and what TLS came to. */
    void sessions() {
        JsonNode sessions = run.path("sessions");
        if (!sessions.isObject()) {
            return;
        }
        Tables table = Tables.open(html, prefix + "sessions", "Sessions", List.of("what", "value"));
        for (String name : List.of("attempted", "established")) {
            row(table, name, Human.count(sessions.path(name).asLong()), sessions.path(name));
        }
        JsonNode allOpen = sessions.path("all_open_seconds");
        row(
                table,
                "all open after",
                allOpen.isNumber() ? Human.duration(Math.round(allOpen.asDouble() * 1e9)) : "never",
                allOpen);
        addresses(table, sessions.path("addresses"));
        for (Map.Entry<String, JsonNode> field : sessions.path("tls").properties()) {
            String name = field.getKey();
            String shown = name.equals("resumed_share")
                    ? Human.share(field.getValue().asDouble())
                    : field.getValue().asText();
            row(table, "TLS " + Human.words(name), shown, field.getValue());
        }
        table.close();
    }

    /** How sessions were spread over a server's addresses, where it has several. */
    private static void addresses(Tables table, JsonNode addresses) {
        if (addresses.size() < 2) {
            return;
        }
        for (JsonNode each : addresses) {
            long failed = each.path("failed").asLong();
            row(
                    table,
                    "to " + each.path("address").asText(),
                    Human.count(each.path("attempted").asLong())
                            + (failed == 0 ? "" : ", " + Human.count(failed) + " failed"),
                    each.path("attempted"));
        }
    }

    static void statistics(Tables table, JsonNode statistics) {
        table.count(statistics.path("count"));
        for (String statistic : STATISTICS) {
            table.time(statistics, statistic);
        }
    }

    void kinds() {
        if (run.path("kinds").isEmpty()) {
            return;
        }
        Tables table = Tables.open(
                html,
                prefix + "kinds",
                "Session classes",
                List.of(
                        "session class",
                        "asked",
                        "had",
                        "accepted",
                        "rejected",
                        "failed",
                        "unconfirmed",
                        "dropped",
                        "cut off",
                        "p50",
                        "p99"));
        long all = 0;
        for (JsonNode kind : run.path("kinds")) {
            all += kind.path("arrivals").asLong();
        }
        for (JsonNode kind : run.path("kinds")) {
            JsonNode times = kind.path("transaction_response");
            table.row(kind.path("name").asText())
                    .number(
                            Human.share(kind.path("share").asDouble()),
                            kind.path("share").asText());
            double had = all == 0 ? 0 : kind.path("arrivals").asDouble() / all;
            table.number(all == 0 ? "" : Human.share(had), all == 0 ? "" : Double.toString(had));
            for (Outcome.Kind ending : Outcome.Kind.values()) {
                table.count(kind.path(ending.label()));
            }
            table.micros(times.path("p50_us")).micros(times.path("p99_us")).endRow();
        }
        table.close();
    }

    static void row(Tables table, String name, String shown, JsonNode exact) {
        table.row(name)
                .number(exact.isMissingNode() ? "" : shown, exact.asText())
                .endRow();
    }

    /** Machine and software, and what was asked for. */
    void environment() {
        named("environment", "Environment", run.path("environment"));
    }

    /** The command, the seed, the scenario: enough to make the run again. */
    void reproduce() {
        html.open("pre", "class", "command").text(run.path("command").asText()).close("pre");
        html.element(
                "p",
                "Seed " + run.path("seed").asText() + ", Mailrace "
                        + run.path("mailrace").asText() + ", run "
                        + run.path("run_id").asText() + ", started "
                        + run.path("started").asText() + ".");
        named("scenario", "Scenario", run.path("scenario"));
    }

    private void named(String id, String caption, JsonNode object) {
        Tables table = Tables.open(html, prefix + id, caption, List.of("name", "value"));
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Nested.rows(table, Human.words(field.getKey()), field.getValue());
        }
        table.close();
    }
}
