package dev.mailrace.experiment;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.Feed;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Target;
import dev.mailrace.sink.SinkAccounts;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target when none is named: a sink in this process, on loopback, that accepts the run's users; or that of a process
 * that has others make its run.
 */
public final class EmbeddedSink implements AutoCloseable {
    static final String USER = "user";
    static final String PASSWORD = "pass";

    /** The user where none is named. */
    public static final Logins GUESTS = new Logins(Feed.of(USER, 1, 1), Feed.of(PASSWORD, 1, 1));

    private final @Nullable SinkServer server; // Null: it is another process's.
    private final InetSocketAddress address;

    private EmbeddedSink(@Nullable SinkServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /** That of another process, which has started it there. */
    public static EmbeddedSink elsewhere(InetSocketAddress address) {
        return new EmbeddedSink(null, address);
    }

    /**
     * Starts one.
     *
     * @param logins the users that may log in; null: any, with the password of {@value #USER}
     * @param startTls whether it offers STARTTLS, with a certificate that it makes for itself
     */
    public static EmbeddedSink start(Transport transport, @Nullable Logins logins, boolean startTls) {
        try {
            SinkServer server = SinkServer.start(SinkSettings.defaults()
                    .withTransport(transport)
                    .withAccounts(accounts(logins))
                    .withTls(startTls ? SinkTls.of(SinkTls.Mode.STARTTLS) : SinkTls.NONE));
            return new EmbeddedSink(server, server.address());
        } catch (Refusal e) {
            throw new CommandFailure(e);
        }
    }

    private static SinkAccounts accounts(@Nullable Logins logins) {
        if (logins == null) {
            return SinkAccounts.anyUser(PASSWORD);
        }
        Map<String, String> passwords = new HashMap<>();
        for (long i = 0; i < logins.users().size(); i++) {
            passwords.put(logins.users().text(i), logins.passwords().text(i));
        }
        return SinkAccounts.of(passwords);
    }

    public InetSocketAddress address() {
        return address;
    }

    public Target target() {
        return new Target(address().getAddress().getHostAddress(), address().getPort());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
