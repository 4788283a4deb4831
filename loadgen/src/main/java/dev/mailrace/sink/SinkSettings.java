package dev.mailrace.sink;

import dev.mailrace.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a sink is asked to be.
 *
 * @param bind a resolved address; port 0 takes a free one
 * @param transport how bytes reach the kernel
 * @param threads event loops, at least 1
 * @param hostname how the sink calls itself: 1 to 255 printable ASCII characters without blanks
 * @param limits where its patience ends
 * @param accounts who may log in
 * @param scramIterations how often SCRAM has clients hash their password
 * @param authRequired whether MAIL without a login is 530 5.7.0 (RFC 4954 §6)
 * @param tls whether and how it speaks TLS
 * @param behaviour how it departs from a plain SMTP server on a port
 */
public record SinkSettings(
        InetSocketAddress bind,
        Transport transport,
        int threads,
        String hostname,
        SinkLimits limits,
        SinkAccounts accounts,
        int scramIterations,
        boolean authRequired,
        SinkTls tls,
        SinkBehaviour behaviour) {
    private static final int THREADS_MAX = 1_024;
    private static final int SCRAM_ITERATIONS = 4_096; // RFC 7677 §4's least
    private static final int SCRAM_ITERATIONS_MAX = 10_000_000;

    public SinkSettings {
        if (bind.isUnresolved()) {
            throw new IllegalArgumentException("bind: " + bind.getHostString() + ":" + bind.getPort()
                    + " (expected: an IP address or a name that resolves)");
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: 1 to " + THREADS_MAX + ")");
        }
        if (scramIterations < 1 || scramIterations > SCRAM_ITERATIONS_MAX) {
            throw new IllegalArgumentException(
                    "scram-iterations: " + scramIterations + " (expected: 1 to " + SCRAM_ITERATIONS_MAX + ")");
        }
        if (!hostname.matches("[!-~]{1,255}")) {
            throw new IllegalArgumentException(
                    "hostname: \"" + hostname + "\" (expected: 1 to 255 printable ASCII characters without blanks)");
        }
    }

    /** A free port of 127.0.0.1, the best transport, one thread, password {@code pass} for every user. */
    public static SinkSettings defaults() {
        return new SinkSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Transport.best(),
                1,
                "sink.mailrace.example",
                SinkLimits.defaults(),
                SinkAccounts.anyUser("pass"),
                SCRAM_ITERATIONS,
                false,
                SinkTls.NONE,
                SinkBehaviour.PLAIN);
    }

    public SinkSettings withBind(InetSocketAddress bind) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withTransport(Transport transport) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withThreads(int threads) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withHostname(String hostname) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withLimits(SinkLimits limits) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withAccounts(SinkAccounts accounts) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withScramIterations(int scramIterations) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withAuthRequired(boolean authRequired) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withTls(SinkTls tls) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }

    public SinkSettings withBehaviour(SinkBehaviour behaviour) {
        return new SinkSettings(
                bind, transport, threads, hostname, limits, accounts, scramIterations, authRequired, tls, behaviour);
    }
}
