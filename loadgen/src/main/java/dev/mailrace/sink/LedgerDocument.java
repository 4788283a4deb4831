package dev.mailrace.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.sink.Account.Count;
import dev.mailrace.sink.Account.Done;
import dev.mailrace.sink.Account.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A ledger as JSON, a public format: names stay, more may be added. The README says what each counts. */
public final class LedgerDocument {
    public static final int FORMAT = 1;

    private static final JsonMapper MAPPER = new JsonMapper();

    private LedgerDocument() {}

    /** Of a sink that has ended. */
    public static ObjectNode of(Ledger ledger, FaultPlan plan) {
        Ledger.Totals totals = ledger.totals();
        Account account = ledger.account();
        ObjectNode document = MAPPER.createObjectNode();
        document.put("format", FORMAT);
        document.put("seed", plan.seed());
        ArrayNode asked = document.putArray("asked");
        plan.faults().forEach(fault -> asked.add(fault.toString()));
        document.set("sessions", sessions(totals, account));
        document.putObject("messages")
                .put("accepted", totals.messages())
                .put("recipients", totals.recipients())
                .put("content_bytes", totals.contentBytes())
                .put("unconfirmed", ledger.unconfirmed());
        ObjectNode transactions = document.putObject("transactions");
        transactions.put("begun", account.transactions());
        transactions.put("accepted", totals.messages());
        transactions.put("unconfirmed", ledger.unconfirmed());
        transactions.set("rejected", said(account.rejected()));
        transactions.set("broken", done(account.broken()));
        transactions.put("abandoned", account.abandonedCount());
        document.putObject("logins")
                .put("accepted", totals.logins().accepted())
                .put("refused", totals.logins().refused());
        document.put("handshakes", ledger.handshakes());
        document.put("refusals", totals.commandsRefused());
        document.set("replies", said(account.replies()));
        document.set("faults", done(account.faults()));
        return document;
    }

    private static ObjectNode sessions(Ledger.Totals totals, Account account) {
        ObjectNode sessions = MAPPER.createObjectNode();
        sessions.put("opened", totals.sessionsOpened());
        for (Account.SessionEnd end : Account.SessionEnd.values()) {
            sessions.put(name(end), account.sessionsEnded(end));
        }
        return sessions.put("open", totals.sessionsOpen());
    }

    private static ArrayNode said(List<Count<Said>> counts) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Count<Said> each : counts) {
            array.addObject()
                    .put("phase", each.what().phase().label())
                    .put("code", each.what().code())
                    .put("enhanced", each.what().enhanced())
                    .put("count", each.count());
        }
        return array;
    }

    private static ArrayNode done(List<Count<Done>> counts) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Count<Done> each : counts) {
            array.addObject()
                    .put("fault", each.what().fault())
                    .put("phase", each.what().phase().label())
                    .put("count", each.count());
        }
        return array;
    }

    /**
     * Counts in {@code ledger} what {@code document} says, too: that of a sink that listened at the same address.
     *
     * @throws IllegalStateException when it is none that this version writes
     */
    public static void add(JsonNode document, Ledger ledger) {
        if (document.path("format").asInt() != FORMAT) {
            throw new IllegalStateException("a ledger of format " + document.path("format"));
        }
        JsonNode sessions = document.path("sessions");
        JsonNode messages = document.path("messages");
        JsonNode logins = document.path("logins");
        ledger.add(
                new Ledger.Totals(
                        sessions.path("opened").asLong(),
                        sessions.path("open").asLong(),
                        messages.path("accepted").asLong(),
                        messages.path("recipients").asLong(),
                        messages.path("content_bytes").asLong(),
                        new Ledger.Totals.Logins(
                                logins.path("accepted").asLong(),
                                logins.path("refused").asLong()),
                        document.path("refusals").asLong()),
                document.path("handshakes").asLong(),
                messages.path("unconfirmed").asLong());
        Account account = ledger.account();
        for (Account.SessionEnd end : Account.SessionEnd.values()) {
            account.addEnded(end, sessions.path(name(end)).asLong());
        }
        JsonNode transactions = document.path("transactions");
        account.addTransactions(
                transactions.path("begun").asLong(),
                transactions.path("abandoned").asLong());
        account.addRejected(readSaid(transactions.path("rejected")));
        account.addBroken(readDone(transactions.path("broken")));
        account.addReplies(readSaid(document.path("replies")));
        account.addFaults(readDone(document.path("faults")));
    }

    private static String name(Account.SessionEnd end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    private static List<Count<Said>> readSaid(JsonNode array) {
        List<Count<Said>> counts = new ArrayList<>();
        for (JsonNode each : array) {
            Said said = new Said(
                    phase(each),
                    each.path("code").asInt(),
                    each.path("enhanced").asText());
            counts.add(new Count<>(said, each.path("count").asLong()));
        }
        return counts;
    }

    private static List<Count<Done>> readDone(JsonNode array) {
        List<Count<Done>> counts = new ArrayList<>();
        for (JsonNode each : array) {
            counts.add(new Count<>(
                    new Done(each.path("fault").asText(), phase(each)),
                    each.path("count").asLong()));
        }
        return counts;
    }

    private static SinkPhase phase(JsonNode count) {
        return SinkPhase.valueOf(count.path("phase").asText().toUpperCase(Locale.ROOT));
    }
}
