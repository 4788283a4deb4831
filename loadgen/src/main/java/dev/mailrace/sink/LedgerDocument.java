package dev.mailrace.sink;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.sink.Account.Count;
import dev.mailrace.sink.Account.Done;
import dev.mailrace.sink.Account.Said;
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
        document.set("replies", said(account.replies()));
        document.set("faults", done(account.faults()));
        return document;
    }

    private static ObjectNode sessions(Ledger.Totals totals, Account account) {
        ObjectNode sessions = MAPPER.createObjectNode();
        sessions.put("opened", totals.sessionsOpened());
        for (Account.SessionEnd end : Account.SessionEnd.values()) {
            sessions.put(end.name().toLowerCase(Locale.ROOT), account.sessionsEnded(end));
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
}
