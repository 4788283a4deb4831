package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.session.Forwarding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Client addresses that sessions announce, so that limits per address can be tested from one host. */
public final class ForwardingOptions {
    @Option(
            names = "--client-address",
            paramLabel = "ADDRESSES",
            description = "Client addresses to announce, round-robin: 192.0.2.1-192.0.2.254. Needs --xclient or "
                    + "--proxy-protocol.")
    @Nullable
    String clientAddress;

    @Option(names = "--xclient", description = "Announces the client address by Postfix's XCLIENT, after EHLO.")
    boolean xclient;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "VERSION",
            completionCandidates = Words.ProxyProtocol.class,
            description = "Announces the client address by a header of HAProxy's PROXY protocol, v1 or v2, before the "
                    + "banner.")
    @Nullable
    String proxyProtocol;

    Forwarding forwarding() {
        if (xclient && proxyProtocol != null) {
            throw Refusal.bothGiven("xclient", "proxy-protocol");
        }
        if (proxyProtocol == null) {
            return xclient ? Forwarding.XCLIENT : Forwarding.NONE;
        }
        return switch (proxyProtocol) {
            case "v1", "1" -> Forwarding.PROXY_V1;
            case "v2", "2" -> Forwarding.PROXY_V2;
            default -> throw new Refusal("proxy-protocol", proxyProtocol, "v1 or v2");
        };
    }

    public AddressRange clients() {
        if (clientAddress == null) {
            return AddressRange.SYSTEM;
        }
        return AddressRange.parse("client-address", clientAddress);
    }
}
