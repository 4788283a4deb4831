package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.Peer;
import dev.mailrace.session.Outcome.Reason;
import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** A session's beginning, from the banner to the last reply of AUTH. Owned by the session's loop. */
final class Greeting {
    private final SmtpSession session;
    private final @Nullable Credentials credentials;
    private boolean heloSent;
    private @Nullable AuthExchange auth;
    private long authNanos; // the rounds so far
    private int rounds;
    private long clientNanos; // between them

    Greeting(SmtpSession session, @Nullable Credentials credentials) {
        this.session = session;
        this.credentials = credentials;
    }

    void bannerReplied(int code, long now) {
        if (code / 100 != 2) {
            session.close(Outcome.rejected(Phase.BANNER, session.reply()));
            return;
        }
        session.answered(now, true);
        sendHello(true, now);
    }

    private void sendHello(boolean extended, long now) {
        byte[] name = session.settings.helloName().getBytes(StandardCharsets.US_ASCII);
        CommandWriter.hello(session.out(name.length + 8), extended, name);
        session.sent(Phase.EHLO, now, null);
    }

    void helloReplied(int code, long now) {
        if (code / 100 == 2) {
            session.offers(heloSent ? Capabilities.NONE : Capabilities.of(session.reply()));
            session.answered(now, true);
            sendAuth(now);
        } else if (code / 100 == 5 && !heloSent) {
            session.answered(now, false);
            heloSent = true;
            sendHello(false, now); // RFC 5321 §3.2: an old server knows HELO.
        } else {
            session.close(Outcome.rejected(Phase.EHLO, session.reply()));
        }
    }

    private void sendAuth(long now) {
        Login login = session.settings.login();
        if (credentials == null || login.mechanisms().isEmpty()) {
            session.establish(now);
            return;
        }
        Set<String> offered = session.capabilities().authMechanisms();
        Mechanism mechanism = Mechanism.choose(login.mechanisms(), offered, false);
        if (mechanism == null) {
            session.close(Outcome.failed(
                    Phase.AUTH,
                    Reason.AUTHENTICATION,
                    "no mechanism in common: the server offers "
                            + (offered.isEmpty() ? "none" : String.join(" ", offered))));
            return;
        }
        try {
            auth = new AuthExchange(mechanism, credentials, Peer.plain(session.settings.host()), login);
            ByteBuf out = session.out(512);
            auth.writeCommand(out);
            session.sent(Phase.AUTH, session.now(), null);
        } catch (SaslException e) {
            session.close(Outcome.failed(Phase.AUTH, Reason.AUTHENTICATION, String.valueOf(e.getMessage())));
        }
    }

    void authReplied(int code, long now) {
        AuthExchange exchange = auth;
        if (exchange == null) {
            throw new IllegalStateException("a reply to AUTH without an exchange (expected: after AUTH was sent)");
        }
        long roundNanos = now - session.flight.sentNanos();
        authNanos += roundNanos;
        if (session.settings.login().timesRounds()) {
            session.authRoundEnded(rounds, roundNanos, code == 334 || code / 100 == 2);
        }
        rounds++;
        if (code == 334 && !exchange.isHopeless()) {
            session.flight.remove();
            workOut(exchange, session.reply().text(), now);
        } else if (code / 100 == 2) {
            session.answeredAfter(authNanos, now, true);
            session.clientWorked(clientNanos);
            release();
            session.establish(now);
        } else {
            session.answeredAfter(authNanos, now, false);
            String failure = exchange.failure();
            session.close(
                    failure != null
                            ? Outcome.failed(Phase.AUTH, Reason.AUTHENTICATION, failure)
                            : Outcome.rejected(Phase.AUTH, session.reply()));
        }
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
