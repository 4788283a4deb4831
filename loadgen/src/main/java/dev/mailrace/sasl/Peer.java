package dev.mailrace.sasl;

import org.jspecify.annotations.Nullable;

/**
 * The server, as far as mechanisms care.
 *
 * @param host its name, which some mechanisms hash
 * @param binding what ties the exchange to the connection; null without TLS
 */
public record Peer(String host, @Nullable ChannelBinding binding) {
    /** A server that is reached without TLS. */
    public static Peer plain(String host) {
        return new Peer(host, null);
    }
}
