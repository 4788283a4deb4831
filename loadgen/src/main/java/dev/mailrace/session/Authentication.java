package dev.mailrace.session;

import dev.mailrace.sasl.ChannelBinding;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.LoginFault;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.Peer;
import dev.mailrace.session.Outcome.Reason;
import dev.mailrace.wire.CommandWriter;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.Set;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** AUTH, from the choice of a mechanism to the last reply (RFC 4954). Owned by the session's loop. */
public final class Authentication {
    private static final String CANNOT_BEGIN = "this Java runtime cannot begin it with such a user or password";

    private final SmtpSession session;
    private final SessionOwner owner;
    private final @Nullable Credentials credentials;
    private @Nullable AuthExchange auth;
    private long authNanos; // the rounds so far
    private int rounds;
    private long clientNanos; // between them
    private boolean working; // on a response that the server waits for

    Authentication(SmtpSession session, SessionOwner owner, @Nullable Credentials credentials) {
        this.session = session;
        this.owner = owner;
        this.credentials = credentials;
    }

    /** Logs in where that is asked for; the session is established then. */
    void begin(long now) {
        Login login = session.settings.login();
        if (credentials == null || login.mechanisms().isEmpty()) {
            session.establish(now);
            return;
        }
        ChannelBinding binding = session.tls.binding();
        Set<String> offered = session.capabilities().authMechanisms();
        Mechanism mechanism = Mechanism.choose(login.mechanisms(), offered, binding != null);
        if (mechanism == null) {
            session.close(Outcome.failed(
                    Phase.AUTH,
                    Reason.AUTHENTICATION,
                    "no mechanism in common: the server offers "
                            + (offered.isEmpty() ? "none" : String.join(" ", offered))));
            return;
        }
        try {
            auth = new AuthExchange(
                    mechanism, credentials, new Peer(session.settings.hello().host(), binding), login);
            ByteBuf out = session.out(512);
            session.secrets.sends(auth.writeCommand(out));
            session.sent(Phase.AUTH, session.now(), null);
        } catch (SaslException e) {
            String why = e instanceof LoginFault fault ? String.valueOf(fault.getMessage()) : CANNOT_BEGIN;
            session.close(failed(mechanism.registeredName() + ": " + why));
        }
    }

    /** Whether the client works on its response. */
    boolean isWorking() {
        return working;
    }

    void authReplied(int code, long now) {
        AuthExchange exchange = auth;
        if (exchange == null) {
            throw new IllegalStateException("a reply to AUTH without an exchange (expected: after AUTH was sent)");
        }
        long roundNanos = now - session.flight.sentNanos();
        authNanos += roundNanos;
        if (session.settings.login().timesRounds()) {
            boolean positive = code == 334 || code / 100 == 2;
            owner.phaseEnded(Phase.authRound(rounds), roundNanos, positive, null);
        }
        rounds++;
        if (code == 334 && !exchange.isHopeless()) {
            session.flight.remove();
            session.goesOn(now); // While the client works, the server owes nothing.
            working = true;
            workOut(exchange, session.decoder.reply().text(), now);
        } else if (code / 100 == 2 && exchange.flaw() != null) {
            session.answeredAfter(authNanos, now, false);
            session.close(failed(String.valueOf(exchange.flaw())));
        } else if (code / 100 == 2) {
            session.answeredAfter(authNanos, now, true);
            owner.phaseEnded(Phase.AUTH_CLIENT, clientNanos, true, null);
            release();
            session.establish(now);
        } else {
            session.answeredAfter(authNanos, now, false);
            session.close(
                    exchange.isOurs()
                            ? failed(String.valueOf(exchange.failure()))
                            : exchange.named(Outcome.rejected(Phase.AUTH, session.reply())));
        }
    }

    private Outcome failed(String why) {
        return Outcome.failed(Phase.AUTH, Reason.AUTHENTICATION, session.secrets.hidden(why));
    }

    /** The client's own work between the rounds is not the server's time, nor may it hold up the loop. */
    private void workOut(AuthExchange exchange, String challenge, long begun) {
        if (!exchange.isCostly()) {
            respond(exchange, exchange.response(challenge), begun);
            return;
        }
        EventExecutor loop = session.context().executor();
        session.settings.login().hasher().execute(() -> {
            byte[] response = exchange.response(challenge);
            loop.execute(() -> {
                respond(exchange, response, begun);
                session.flush();
            });
        });
    }

    private void respond(AuthExchange exchange, byte[] response, long begun) {
        if (auth != exchange) {
            return; // The session ended meanwhile.
        }
        working = false;
        session.secrets.sends(response); // Before it leaves: the transcript must know it.
        CommandWriter.line(session.out(response.length + 2), response);
        long now = session.now();
        clientNanos += now - begun;
        session.sent(Phase.AUTH, now, null);
    }

    void release() {
        if (auth != null) {
            auth.dispose();
            auth = null;
        }
    }
}
