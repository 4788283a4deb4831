package dev.mailrace.cli;

import dev.mailrace.options.SinkServiceOptions;
import dev.mailrace.sink.Fault;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import dev.mailrace.sink.SinkTrait;
import dev.mailrace.words.Human;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** What a sink says of itself. */
final class SinkWords {
    private SinkWords() {}

    /** Where it listens, and what it offers there. */
    static String greeting(SinkServer server, SinkSettings settings) {
        StringJoiner offered = new StringJoiner("; ");
        offered.add(settings.listening().transport().toString());
        int processes = settings.listening().share().count();
        if (processes > 1) {
            offered.add(processes + " processes");
        }
        SinkTls tls = settings.tls();
        if (tls.mode() != SinkTls.Mode.NONE) {
            offered.add("TLS " + tls.mode() + " by " + tls.provider());
        }
        if (settings.service().takesTime()) {
            offered.add((processes > 1 ? "each " : "") + SinkServiceOptions.words(settings.service()));
        }
        SinkBehaviour behaviour = settings.behaviour();
        for (SinkTrait trait : SinkTrait.values()) {
            if (behaviour.traits().contains(trait)) {
                offered.add(trait.toString());
            }
        }
        if (behaviour.spool() != null) {
            offered.add("keeps mail in " + behaviour.spool());
        }
        FaultPlan faults = behaviour.faults();
        if (!faults.isNone()) {
            offered.add(
                    "faults " + faults.faults().stream().map(Fault::toString).collect(Collectors.joining(" "))
                            + " by seed " + faults.seed());
        }
        offered.add("any user, password 'pass'").add("Ctrl-C ends");
        return "sink: listening on " + server.address().getAddress().getHostAddress() + ":"
                + server.address().getPort() + (behaviour.unix() == null ? "" : " and " + behaviour.unix()) + " ("
                + offered + ")";
    }

    /** All that it counted. */
    static String totals(Ledger.Totals totals) {
        return String.format(
                Locale.ROOT,
                "sink: %s accepted for %s, %s; %s, %s (%,d refused)",
                Human.counted(totals.messages(), "message"),
                Human.counted(totals.recipients(), "recipient"),
                Human.counted(totals.contentBytes(), "byte"),
                Human.counted(totals.sessionsOpened(), "session"),
                Human.counted(totals.logins().accepted(), "login"),
                totals.logins().refused());
    }
}
