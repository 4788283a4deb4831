package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.AddressFamily;
import dev.mailrace.scenario.Units;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Timeouts;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How a session behaves, whatever it sends. */
public final class SessionOptions {
    @Option(
            names = "--ehlo",
            paramLabel = "NAME",
            description = "The client's name in EHLO (default: ${DEFAULT-VALUE}).")
    String helloName = "client.mailrace.example";

    @Option(
            names = "--timeout",
            paramLabel = "[PHASE=]DURATION",
            split = ",",
            description =
                    "Time limit for a reply: for all phases, or for one, such as content=30s; repeatable (default: "
                            + "RFC 5321's, 2 to 10 minutes; connect and quit 30 s).")
    List<String> timeouts = new ArrayList<>();

    @Option(
            names = "--allow-target",
            paramLabel = "HOST",
            split = ",",
            description =
                    "Allows a target outside loopback and private networks, by its host name. Load only what you own "
                            + "or were asked to load.")
    List<String> allowedTargets = new ArrayList<>();

    @Option(
            names = "--address-family",
            paramLabel = "FAMILY",
            completionCandidates = Words.AddressFamilies.class,
            description = "Addresses of the target to use, round-robin: any, ipv4 or ipv6 (default: ${DEFAULT-VALUE}).")
    String addressFamily = "any";

    AddressFamily addressFamily() {
        return Checked.named("address-family", addressFamily, AddressFamily.values());
    }

    Timeouts timeouts() {
        Timeouts result = Timeouts.standard();
        for (String text : timeouts) {
            int equals = text.indexOf('=');
            result = equals < 0
                    ? Timeouts.all(Units.positiveDuration("timeout", text))
                    : result.with(
                            Refusal.inSetting("timeout", () -> Phase.of(text.substring(0, equals))),
                            Units.positiveDuration("timeout", text.substring(equals + 1)));
        }
        return result;
    }
}
