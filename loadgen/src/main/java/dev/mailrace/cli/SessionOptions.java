package dev.mailrace.cli;

import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Units;
import dev.mailrace.session.Login;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Timeouts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a session behaves, whatever it sends. */
final class SessionOptions {
    @Option(
            names = "--ehlo",
            paramLabel = "NAME",
            description = "The client's name in EHLO (default: ${DEFAULT-VALUE}).")
    String helloName = "client.mailrace.example";

    @Option(
            names = "--timeout",
            paramLabel = "[PHASE=]DURATION",
            description = "How long to wait for a reply: for all phases, or for one, such as content=30s; repeatable "
                    + "(default: RFC 5321's, 2 to 10 minutes; connect and quit 30 s).")
    List<String> timeouts = new ArrayList<>();

    @Option(
            names = "--allow-target",
            paramLabel = "HOST",
            description = "Allows a target outside loopback and private networks; say the host's name. Only load what "
                    + "you may.")
    List<String> allowedTargets = new ArrayList<>();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "auto, io_uring, epoll or nio (default: ${DEFAULT-VALUE}).")
    String transport = "auto";

    SessionSettings settings(String host, Login login, Sending sending) {
        return new SessionSettings(helloName, host, login, sending, timeouts());
    }

    private Timeouts timeouts() {
        Timeouts result = Timeouts.standard();
        for (String text : timeouts) {
            int equals = text.indexOf('=');
            result = equals < 0
                    ? Timeouts.all(Units.duration("timeout", text))
                    : result.with(
                            Phase.of(text.substring(0, equals)), Units.duration("timeout", text.substring(equals + 1)));
        }
        return result;
    }

    /** The transport asked for; falls back to the next that works, and says why. */
    Transport transport(PrintWriter err) {
        if (transport.equalsIgnoreCase("auto")) {
            Transport best = Transport.best();
            if (best != Transport.IO_URING) {
                err.println("mailrace: transport " + best + ", for io_uring does not work here ("
                        + Transport.IO_URING.unavailability() + ")");
            }
            return best;
        }
        for (Transport known : Transport.values()) {
            if (known.toString().equals(transport.toLowerCase(Locale.ROOT))) {
                String unavailability = known.unavailability();
                if (unavailability == null) {
                    return known;
                }
                Transport other = Transport.best();
                err.println("mailrace: transport " + known + " does not work here (" + unavailability + "): using "
                        + other);
                return other;
            }
        }
        throw new IllegalArgumentException("transport: " + transport + " (expected: auto, io_uring, epoll or nio)");
    }
}
