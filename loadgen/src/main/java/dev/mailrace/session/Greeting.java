package dev.mailrace.session;

import dev.mailrace.session.Outcome.Reason;
import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A session's beginning, from the banner to the last EHLO: hello, STARTTLS and hello again, XCLIENT and hello again, then
 * {@link Authentication}. Owned by the session's loop.
 */
final class Greeting {
    private static final String STARTTLS = "STARTTLS";
    private static final String XCLIENT = "XCLIENT";

    private final SmtpSession session;
    private final Caller caller;
    private final Authentication authentication;
    private boolean heloSent;
    private boolean startTlsRefused;
    private boolean clientNamed; // XCLIENT was answered well

    Greeting(SmtpSession session, SessionOwner owner, Caller caller) {
        this.session = session;
        this.caller = caller;
        this.authentication = new Authentication(session, owner, caller.credentials());
    }

    Authentication authentication() {
        return authentication;
    }

    /** The server has the floor, unless the client cannot wait. */
    void awaitBanner(long now) {
        session.sent(Phase.BANNER, now, null);
        if (caller.behaviour().talksEarly()) {
            sendHello(now);
        }
    }

    void bannerReplied(int code, long now) {
        if (code / 100 != 2) {
            session.close(Outcome.rejected(Phase.BANNER, session.reply()));
            return;
        }
        session.answered(now, true);
        if (!caller.behaviour().talksEarly()) {
            sendHello(now);
        }
    }

    private void sendHello(long now) {
        byte[] name = session.settings.hello().name().getBytes(StandardCharsets.US_ASCII);
        CommandWriter.hello(session.out(name.length + 8), word(), name);
        session.sent(Phase.EHLO, now, null);
    }

    private CommandWriter.Greeting word() {
        if (session.settings.hello().protocol() == Protocol.LMTP) {
            return CommandWriter.Greeting.LHLO;
        }
        return heloSent ? CommandWriter.Greeting.HELO : CommandWriter.Greeting.EHLO;
    }

    void helloReplied(int code, long now) {
        boolean mayFallBack = !heloSent && session.settings.hello().protocol() == Protocol.SMTP;
        if (code / 100 == 2) {
            session.offers(heloSent ? Capabilities.NONE : Capabilities.of(session.decoder.reply()));
            session.answered(now, true);
            greeted(now);
        } else if (code / 100 == 5 && mayFallBack) {
            session.answered(now, false);
            heloSent = true;
            sendHello(now); // RFC 5321 §3.2: an old server knows HELO.
        } else {
            session.close(Outcome.rejected(Phase.EHLO, session.reply()));
        }
    }

    private void greeted(long now) {
        Security security = session.settings.security();
        boolean offered = session.capabilities().has(STARTTLS);
        if (security.wantsStartTls() && !session.tls.isEstablished() && !startTlsRefused) {
            if (offered) {
                CommandWriter.startTls(session.out(16));
                session.sent(Phase.STARTTLS, now, null);
                return;
            }
            if (security.mode() == Security.Mode.REQUIRED) {
                session.close(Outcome.failed(Phase.STARTTLS, Reason.TLS, "the server does not offer STARTTLS"));
                return;
            }
        }
        introduced(now);
    }

    /** Hello is said, and in clear or not is settled. */
    private void introduced(long now) {
        InetAddress client = caller.client();
        if (client != null && session.settings.hello().forwarding() == Forwarding.XCLIENT && !clientNamed) {
            sendXclient(client, now);
        } else {
            authentication.begin(now);
        }
    }

    void startTlsReplied(int code, long now) {
        if (code / 100 == 2) {
            session.answered(now, true);
            heloSent = false;
            session.tls.wanted();
        } else if (session.settings.security().mode() == Security.Mode.OPPORTUNISTIC) {
            session.answered(now, false);
            startTlsRefused = true;
            introduced(now); // RFC 3207 §4: the client may go on without.
        } else {
            session.close(Outcome.rejected(Phase.STARTTLS, session.reply()));
        }
    }

    /** What was said in clear counts no more (RFC 3207 §4.2). */
    void secured(long now) {
        if (session.settings.security().isImplicit()) {
            awaitBanner(now);
        } else {
            session.offers(Capabilities.NONE);
            sendHello(now);
        }
    }

    private void sendXclient(InetAddress client, long now) {
        if (!session.capabilities().has(XCLIENT)) {
            session.close(Outcome.failed(Phase.XCLIENT, Reason.PROTOCOL, "the server does not offer XCLIENT"));
            return;
        }
        byte[] address = client.getHostAddress().getBytes(StandardCharsets.US_ASCII);
        CommandWriter.xclient(session.out(64), address, client instanceof Inet6Address);
        session.sent(Phase.XCLIENT, now, null);
    }

    /** A 220 is a new banner: the session is where it was after the connect (Postfix's XCLIENT_README). */
    void xclientReplied(int code, long now) {
        if (code / 100 != 2) {
            session.close(Outcome.rejected(Phase.XCLIENT, session.reply()));
            return;
        }
        session.answered(now, true);
        clientNamed = true;
        heloSent = false;
        sendHello(now);
    }

    void release() {
        authentication.release();
    }
}
