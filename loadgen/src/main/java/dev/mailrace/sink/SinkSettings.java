package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The settings of a sink.
 *
 * @param listening where it listens, and with what
 * @param hostname how the sink calls itself: 1 to 255 printable ASCII characters without blanks
 * @param limits where its patience ends
 * @param logins the users, and whether login is required
 * @param tls whether and how it speaks TLS
 * @param service how long it works on what it is given, and by how many workers
 * @param behaviour how it departs from a plain SMTP server on a port
 */
public record SinkSettings(
        Listening listening,
        String hostname,
        SinkLimits limits,
        SinkLogins logins,
        SinkTls tls,
        SinkService service,
        SinkBehaviour behaviour) {
    static final int THREADS_MAX = 1_024;

    /**
     * Where a sink listens, and with what.
     *
     * @param bind a resolved address; port 0 takes a free one
     * @param transport how bytes reach the kernel
     * @param threads event loops, at least 1
     * @param share of the connections
     */
    public record Listening(InetSocketAddress bind, Transport transport, int threads, SinkShare share) {
        public Listening {
            if (bind.isUnresolved()) {
                throw new Refusal(
                        "bind", bind.getHostString() + ":" + bind.getPort(), "an IP address or a name that resolves");
            }
            if (threads < 1 || threads > THREADS_MAX) {
                throw new Refusal("threads", threads, "1 to " + THREADS_MAX);
            }
        }
    }

    public SinkSettings {
        if (!hostname.matches("[!-~]{1,255}")) {
            throw new Refusal("hostname", "\"" + hostname + "\"", "1 to 255 printable ASCII characters without blanks");
        }
    }

    /** A free port of 127.0.0.1, the best transport, one thread, password {@code pass} for every user. */
    public static SinkSettings defaults() {
        return new SinkSettings(
                new Listening(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best(), 1, SinkShare.ALL),
                "sink.mailrace.example",
                SinkLimits.defaults(),
                SinkLogins.defaults(),
                SinkTls.NONE,
                SinkService.NONE,
                SinkBehaviour.PLAIN);
    }

    private SinkSettings withListening(Listening listening) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }

    public SinkSettings withBind(InetSocketAddress bind) {
        return withListening(new Listening(bind, listening.transport, listening.threads, listening.share));
    }

    public SinkSettings withTransport(Transport transport) {
        return withListening(new Listening(listening.bind, transport, listening.threads, listening.share));
    }

    public SinkSettings withThreads(int threads) {
        return withListening(new Listening(listening.bind, listening.transport, threads, listening.share));
    }

    public SinkSettings withShare(SinkShare share) {
        return withListening(new Listening(listening.bind, listening.transport, listening.threads, share));
    }

    public SinkSettings withHostname(String hostname) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }

    public SinkSettings withLimits(SinkLimits limits) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }

    public SinkSettings withLogins(SinkLogins logins) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }

    public SinkSettings withAccounts(SinkAccounts accounts) {
        return withLogins(logins.withAccounts(accounts));
    }

    public SinkSettings withScramIterations(int scramIterations) {
        return withLogins(logins.withScramIterations(scramIterations));
    }

    public SinkSettings withAuthRequired(boolean authRequired) {
        return withLogins(logins.withRequired(authRequired));
    }

    public SinkSettings withTls(SinkTls tls) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }

    public SinkSettings withService(SinkService service) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }

    public SinkSettings withBehaviour(SinkBehaviour behaviour) {
        return new SinkSettings(listening, hostname, limits, logins, tls, service, behaviour);
    }
}
