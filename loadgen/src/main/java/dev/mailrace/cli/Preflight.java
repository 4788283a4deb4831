package dev.mailrace.cli;

import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Caller;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Sending;
import dev.mailrace.wire.Capabilities;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One well-behaved session of a kind before the load: what fails here would fail a thousand times. */
final class Preflight {
    private final Scenario scenario;
    private final SessionKind kind;
    private final PrintWriter err;

    Preflight(Scenario scenario, SessionKind kind, PrintWriter err) {
        this.scenario = scenario;
        this.kind = kind;
        this.err = err;
    }

    /** What is wrong; null: nothing. */
    @Nullable
    CommandFailure failure() throws InterruptedException {
        Caller first = kind.caller(0);
        SingleSession.Result result = new SingleSession(null)
                .hold(
                        new SingleSession.Way(
                                kind.address(),
                                scenario.transport(),
                                scenario.connections().sources()),
                        kind.session(),
                        new Caller(first.credentials(), first.client(), Behaviour.NORMAL),
                        null);
        Outcome failure = result.failure();
        if (failure != null) {
            return new CommandFailure(FailureWords.exit(failure), FailureWords.of(kind.target(), failure));
        }
        return scenario.work() == Work.MAIL ? missing(result.capabilities()) : null;
    }

    private @Nullable CommandFailure missing(Capabilities capabilities) {
        Sending sending = kind.session().sending();
        Set<String> wanted = new LinkedHashSet<>(sending.extensions().keywords());
        if (sending.window() > 0) {
            wanted.add("CHUNKING");
        }
        for (String keyword : wanted) {
            if (!capabilities.has(keyword)) {
                return new CommandFailure(
                        ExitCode.USAGE,
                        optionOf(keyword) + ": " + kind.target() + " does not offer " + keyword
                                + " (expected: a server that does, or without this option)");
            }
        }
        long sizeMax = capabilities.sizeMax();
        long largest = kind.mail().corpus().bytesMax();
        if (sizeMax > 0 && largest > sizeMax) {
            err.println("mailrace: messages of up to " + largest + " bytes, and the server takes at most " + sizeMax
                    + " (SIZE): expect refusals");
        }
        return null;
    }

    /** What asked for it. */
    private static String optionOf(String keyword) {
        return switch (keyword) {
            case "CHUNKING" -> "chunking";
            case "8BITMIME", "BINARYMIME" -> "body";
            case "SMTPUTF8" -> "smtputf8";
            case "MT-PRIORITY" -> "mt-priority";
            case "REQUIRETLS" -> "require-tls";
            case "DELIVERBY" -> "deliver-by";
            case "FUTURERELEASE" -> "hold-for";
            case "SIZE" -> "declare-size";
            default -> "dsn";
        };
    }
}
