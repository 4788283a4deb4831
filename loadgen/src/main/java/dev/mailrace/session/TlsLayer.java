package dev.mailrace.session;

import dev.mailrace.net.ChannelBindings;
import dev.mailrace.net.Tls;
import dev.mailrace.sasl.ChannelBinding;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** What a session has to do with TLS: when it begins, what came of it, what ties AUTH to it. Owned by the session's loop. */
final class TlsLayer {
    private final SmtpSession session;
    private final SessionOwner owner;
    private @Nullable SslHandler handler;
    private long begunMillis;
    private boolean wanted; // behind the reply at hand
    private boolean established;

    TlsLayer(SmtpSession session, SessionOwner owner) {
        this.session = session;
        this.owner = owner;
    }

    /** Has TLS begin once the reply at hand is read. */
    void wanted() {
        wanted = true;
    }

    /** TLS begins behind the 220 of STARTTLS; a plaintext byte that came with it was injected (CVE-2011-0411). */
    void beginIfDue(ByteBuf in, long now) {
        if (!wanted || session.isClosed()) {
            return;
        }
        wanted = false;
        if (in.isReadable()) {
            session.close(Outcome.failed(
                    Phase.STARTTLS,
                    Outcome.Reason.PROTOCOL,
                    "clear text behind the 220: a command injection: "
                            + in.toString(StandardCharsets.UTF_8).strip()));
        } else {
            begin(now);
        }
    }

    /** Shakes hands; the caller has nothing more to say in clear. */
    void begin(long now) {
        Tls tls = session.settings.security().tls();
        if (tls == null) {
            throw new IllegalStateException("tls: null (expected: settings that ask for it)");
        }
        ChannelHandlerContext ctx = session.context();
        begunMillis = Instant.now().toEpochMilli();
        session.sent(Phase.TLS, now, null);
        SslHandler added = tls.newHandler(ctx.alloc());
        handler = added;
        ctx.pipeline().addFirst(added);
    }

    /** Reports a finished handshake, or ends the session. */
    boolean ended(SslHandshakeCompletionEvent event, long now) {
        SslHandler current = handler;
        if (current == null || session.flight.isEmpty() || session.flight.phase() != Phase.TLS) {
            return false;
        }
        Security security = session.settings.security();
        if (!event.isSuccess()) {
            session.lost(Losses.ofHandshake(event.cause(), security.wantsStartTls(), security.tls()));
            return false;
        }
        established = true;
        owner.handshaken(TlsSession.of(current.engine(), begunMillis));
        session.answered(now, true);
        return true;
    }

    /** Whether the server said that nothing more will come, be the connection closed beneath or not (RFC 8446 §6.1). */
    boolean isEndedBy(Object event) {
        return established && event instanceof SslCloseCompletionEvent end && end.isSuccess();
    }

    boolean isEstablished() {
        return established;
    }

    /** What ties an exchange to this connection; null where there is none. */
    @Nullable
    ChannelBinding binding() {
        SslHandler current = handler;
        if (current == null || !established) {
            return null;
        }
        // Servers do not say which types they know; this one needs nothing of their TLS but the certificate.
        ChannelBinding endPoint = binding(ChannelBinding.TLS_SERVER_END_POINT, current.engine());
        return endPoint != null ? endPoint : binding(ChannelBinding.TLS_EXPORTER, current.engine());
    }

    private static @Nullable ChannelBinding binding(String type, SSLEngine engine) {
        byte[] data = ChannelBindings.of(type, engine, false);
        return data == null ? null : new ChannelBinding(type, data);
    }
}
