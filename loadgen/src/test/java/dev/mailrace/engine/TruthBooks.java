package dev.mailrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.session.Pipelining;
import dev.mailrace.sink.FaultKind;
import dev.mailrace.sink.SinkPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds a client's run.json against a sink's ledger. Both are read as anybody would read them: as JSON, by the names that the
 * README gives.
 *
 * <p>What the ledger says, translated into the client's outcomes, must be the client's outcomes, number by number. In two
 * places a client cannot know what the sink does, or the sink what the client did:
 *
 * <p>1. A message that has left as a whole may have been taken, so what breaks off an envelope whose content has been sent
 * with it (BDAT, pipelined) leaves it unconfirmed, though the sink has not looked at it. The number is the same.
 *
 * <p>2. With pipelining across messages, others may be in flight when a session breaks off: the sink never reads them. How many
 * is bounded by the window, and stands nowhere.
 */
final class TruthBooks {
    private static final List<String> BEFORE_MAIL = List.of("banner", "ehlo", "starttls", "auth");
    private static final Map<String, String> REASONS = Map.of(
            "reset", "reset",
            "close", "closed",
            "half-reply", "closed",
            "no-reply", "timeout",
            "garbage", "protocol",
            "early-reply", "protocol");

    private final TruthCell cell;
    private final JsonNode run;
    private final JsonNode ledger;
    private final boolean sentAhead; // content with its envelope
    private final List<String> wrong = new ArrayList<>();

    private TruthBooks(TruthCell cell, TruthRun.Books books) {
        this.cell = cell;
        this.run = books.run();
        this.ledger = books.ledger();
        sentAhead = cell.chunks() && cell.pipelining() != Pipelining.NONE;
    }

    /** All that does not agree; empty: everything does. */
    static List<String> differences(TruthCell cell, TruthRun.Books books) {
        TruthBooks pair = new TruthBooks(cell, books);
        pair.compare();
        return pair.wrong;
    }

    private void compare() {
        same("the client's books balance", true, run.get("books_balanced").asBoolean());
        compareTotals();
        compareOutcomes();
        same("sessions lost", lossesByLedger(), losses());
        compareLedgerWithItself();
    }

    private void compareTotals() {
        JsonNode totals = run.get("totals");
        same(
                "accepted",
                number(ledger, "messages", "accepted"),
                totals.get("accepted").asLong());
        same(
                "recipients",
                number(ledger, "messages", "recipients"),
                totals.get("recipients_accepted").asLong());
        same(
                "bytes of content",
                number(ledger, "messages", "content_bytes"),
                totals.get("body_bytes").asLong());
        same("sessions", number(ledger, "sessions", "opened"), number(run, "sessions", "attempted"));
        same("sessions that stay open", 0L, number(ledger, "sessions", "open"));
    }

    // Arrivals.

    private void compareOutcomes() {
        Map<String, Long> expected = outcomesByLedger();
        Map<String, Long> actual = outcomes(run.get("outcomes"));
        long moved = run.at("/totals/moved").asLong();
        if (cell.phase() == SinkPhase.EHLO && cell.fault().code() == 5) {
            compareFallback(actual);
            return;
        }
        Map<String, Long> missing = minus(expected, actual);
        Map<String, Long> surplus = minus(actual, expected);
        if (cell.pipelining() == Pipelining.SESSION && breaks()) {
            compareWithOthersInFlight(missing, surplus, moved);
            return;
        }
        // One that found its connection gone before anything of it was taken went to another one, and has its end
        // there.
        long movable = missing.entrySet().stream()
                .filter(entry -> isMovable(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        missing.keySet().removeIf(TruthBooks::isMovable);
        same("moved", movable, moved);
        same("outcomes that the client has not", Map.of(), missing);
        same("outcomes that the ledger has not", Map.of(), surplus);
    }

    private boolean breaks() {
        return REASONS.containsKey(cell.fault().name()) || cell.fault().code() == 421;
    }

    private static boolean isMovable(String outcome) {
        return outcome.matches("failed (mail|rset) (closed|reset)|rejected (mail|rset) 421.*");
    }

    /** The bounded form: nothing that the ledger has is missing but what has moved, and nothing else is there but those others. */
    private void compareWithOthersInFlight(Map<String, Long> missing, Map<String, Long> surplus, long moved) {
        long others = 0;
        for (Map.Entry<String, Long> entry : surplus.entrySet()) {
            others += entry.getValue();
            if (!entry.getKey().matches("failed (mail|rset) .*|unconfirmed content .*")) {
                wrong.add("an outcome that no fault explains: " + entry);
            }
        }
        long movable = 0;
        for (Map.Entry<String, Long> entry : missing.entrySet()) {
            movable += entry.getValue();
            if (!isMovable(entry.getKey())) {
                wrong.add("an outcome that the client has not: " + entry);
            }
        }
        long most = count(ledger.get("faults")) * (cell.chunks() ? 2 : 1);
        if (movable > moved || others + moved - movable > most) {
            wrong.add("others in flight: " + others + ", moved " + moved + " of " + movable + " (expected: at most "
                    + most + ")");
        }
    }

    /** RFC 5321 §3.2: who is refused EHLO says HELO; a session whose EHLO in clear was refused has no STARTTLS then. */
    private void compareFallback(Map<String, Long> actual) {
        long twice = actual.getOrDefault("rejected ehlo 550 5.7.1", 0L);
        long once = actual.getOrDefault("failed starttls tls", 0L);
        same(
                "EHLO and HELO refused",
                count(ledger.get("faults")),
                run.at("/phases/ehlo/failed/count").asLong());
        same("without STARTTLS", cell.tls() || once == 0, true);
        same("all arrivals", number(ledger, "messages", "accepted") + twice + once, count(run.get("outcomes")));
        same("sessions lost", Map.of(), minus(losses(), actual));
        same(
                "outcomes of lost sessions",
                number(run, "sessions", "attempted") - twice - once,
                number(run, "sessions", "established"));
    }

    private Map<String, Long> outcomesByLedger() {
        Map<String, Long> expected = new TreeMap<>();
        add(expected, "accepted content 250", number(ledger, "messages", "accepted"));
        for (JsonNode each : ledger.at("/transactions/rejected")) {
            add(expected, "rejected " + said(each), each.get("count").asLong());
        }
        String reason = REASONS.getOrDefault(cell.fault().name(), "none");
        add(expected, "unconfirmed content " + reason, number(ledger, "messages", "unconfirmed"));
        for (JsonNode each : ledger.at("/transactions/broken")) {
            String phase = each.get("phase").asText();
            add(
                    expected,
                    sentAhead ? "unconfirmed content " + reason : "failed " + phase + " " + reason,
                    each.get("count").asLong());
        }
        boolean early = cell.fault().kind() == FaultKind.EARLY_REPLY;
        if (early) {
            add(expected, "failed content protocol", number(ledger, "transactions", "abandoned"));
        } else {
            same("abandoned", 0L, number(ledger, "transactions", "abandoned"));
        }
        if (BEFORE_MAIL.contains(cell.phase().label()) || (cell.phase() == SinkPhase.RSET && breaks())) {
            lossesByLedger().forEach((loss, count) -> add(expected, loss, count));
        }
        return expected;
    }

    // Sessions.

    private Map<String, Long> losses() {
        return outcomes(run.at("/sessions/lost"));
    }

    /** Each fault that ends a dialogue is one session that did not end with QUIT. */
    private Map<String, Long> lossesByLedger() {
        Map<String, Long> expected = new TreeMap<>();
        if (cell.phase() == SinkPhase.EHLO && cell.fault().code() == 5) {
            return losses(); // Those are looked at by compareFallback.
        }
        for (JsonNode each : ledger.get("faults")) {
            String reason = REASONS.get(each.get("fault").asText());
            // Behind QUIT an end is what was asked for, however it comes; but for what never comes, or is no reply.
            boolean isEnd = cell.phase() == SinkPhase.QUIT && !"timeout".equals(reason) && !"protocol".equals(reason);
            if (reason != null && !isEnd) {
                add(
                        expected,
                        "failed " + each.get("phase").asText() + " " + reason,
                        each.get("count").asLong());
            }
        }
        for (JsonNode each : ledger.get("replies")) {
            int code = each.get("code").asInt();
            boolean before = BEFORE_MAIL.contains(each.get("phase").asText()) && code >= 400;
            if (before || code == 421) {
                add(expected, "rejected " + said(each), each.get("count").asLong());
            }
        }
        return expected;
    }

    // The ledger.

    private void compareLedgerWithItself() {
        JsonNode begun = ledger.get("transactions");
        long ended = begun.get("accepted").asLong()
                + begun.get("unconfirmed").asLong()
                + begun.get("abandoned").asLong()
                + count(begun.get("rejected"))
                + count(begun.get("broken"));
        same("the ledger's transactions", begun.get("begun").asLong(), ended);
        JsonNode sessions = ledger.get("sessions");
        long all = -sessions.get("opened").asLong(); // It is one of those that are added.
        for (JsonNode each : sessions) {
            all += each.asLong();
        }
        same("the ledger's sessions", sessions.get("opened").asLong(), all);
    }

    // JSON.

    private static String said(JsonNode reply) {
        return (reply.get("phase").asText() + " " + reply.get("code").asText() + " "
                        + reply.get("enhanced").asText())
                .strip();
    }

    private static Map<String, Long> outcomes(JsonNode outcomes) {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode each : outcomes) {
            // A reset may be there before the client is told that it is connected.
            String phase = each.get("phase").asText().replace("connect", "banner");
            String code =
                    each.get("code").asInt() == 0 ? "" : " " + each.get("code").asText();
            String what = each.get("kind").asText() + " " + phase + code + " "
                    + each.get("enhanced").asText() + " " + each.get("reason").asText();
            add(counts, what.replaceAll(" +", " ").strip(), each.get("count").asLong());
        }
        return counts;
    }

    private static void add(Map<String, Long> counts, String what, long count) {
        if (count > 0) {
            counts.merge(what, count, Long::sum);
        }
    }

    private static Map<String, Long> minus(Map<String, Long> these, Map<String, Long> others) {
        Map<String, Long> rest = new TreeMap<>();
        these.forEach((what, count) -> add(rest, what, count - others.getOrDefault(what, 0L)));
        return rest;
    }

    private static long count(JsonNode array) {
        long sum = 0;
        for (JsonNode each : array) {
            sum += each.get("count").asLong();
        }
        return sum;
    }

    private static long number(JsonNode document, String object, String name) {
        return document.get(object).get(name).asLong();
    }

    private void same(String what, Object byLedger, Object byClient) {
        if (!byLedger.equals(byClient)) {
            wrong.add(what + ": " + byClient + " (expected: " + byLedger + ")");
        }
    }
}
