package dev.mailrace.session;

import dev.mailrace.fault.Refusal;

/**
 * How a session introduces itself.
 *
 * @param protocol which decides between EHLO and LHLO
 * @param name the client's name (RFC 5321 §4.1.1.1)
 * @param host the server's name, as some SASL mechanisms hash it
 * @param forwarding how it announces a client address, if it does
 */
public record Hello(Protocol protocol, String name, String host, Forwarding forwarding) {
    public Hello {
        if (name.isBlank() || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new Refusal("ehlo", "\"" + name + "\"", "a host name or [address]");
        }
    }

    /** {@code EHLO name}. */
    public static Hello smtp(String name, String host) {
        return new Hello(Protocol.SMTP, name, host, Forwarding.NONE);
    }
}
