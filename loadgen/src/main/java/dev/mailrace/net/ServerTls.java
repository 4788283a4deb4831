package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The server's end of TLS, 1.2 and 1.3: one for all connections. Any thread may use it; who makes it closes it. */
public final class ServerTls implements AutoCloseable {
    /** The default of ten seconds is short where thousands of clients shake hands at once. */
    private static final long HANDSHAKE_SECONDS_MAX = 60;

    /** Above the week that RFC 8446 §4.6.1 allows, at which the JDK sends no tickets; it has no other switch. */
    private static final long TICKETLESS_SECONDS = TimeUnit.DAYS.toSeconds(8);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SslContext context;
    private final TlsIdentity identity;
    private final ClientCertificates clients;
    private final boolean resumes;

    private ServerTls(SslContext context, TlsIdentity identity, ClientCertificates clients, boolean resumes) {
        this.context = context;
        this.identity = identity;
        this.clients = clients;
        this.resumes = resumes;
    }

    /**
     * A server's end, which the caller closes.
     *
     * @param resumes whether clients get session tickets, and may come back with them
     * @throws Refusal when the provider does not work here, or refuses the certificate
     */
    public static ServerTls of(
            TlsProvider provider, TlsIdentity identity, ClientCertificates clients, boolean resumes) {
        String unavailability = provider.unavailability();
        if (unavailability != null) {
            throw new Refusal("tls-provider", provider + ": " + unavailability, "one that works here, as jdk does");
        }
        SslContextBuilder builder = provider.server(identity).protocols("TLSv1.3", "TLSv1.2");
        clients.applyTo(builder);
        if (!resumes && provider == TlsProvider.JDK) {
            builder.sessionTimeout(TICKETLESS_SECONDS);
        }
        try {
            SslContext context = builder.build();
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setSessionCacheEnabled(resumes);
                sessions.setTicketKeys(newTicketKey());
            }
            return new ServerTls(context, identity, clients, resumes);
        } catch (SSLException | RuntimeException e) {
            throw new Refusal("tls", identity, "a certificate and its key that " + provider + " takes", e);
        }
    }

    private static OpenSslSessionTicketKey newTicketKey() {
        byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        RANDOM.nextBytes(name);
        RANDOM.nextBytes(hmac);
        RANDOM.nextBytes(aes);
        return new OpenSslSessionTicketKey(name, hmac, aes);
    }

    /** The handler of one connection. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        if (!resumes && context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setTicketKeys(newTicketKey()); // It hands out tickets in any case: nobody can read the last ones.
        }
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS_MAX, TimeUnit.SECONDS);
        if (!resumes) {
            // A session's number (RFC 5246 §7.4.1.2) lets clients resume without a ticket, so it is forgotten.
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    handler.engine().getSession().invalidate();
                }
            });
        }
        return handler;
    }

    public TlsIdentity identity() {
        return identity;
    }

    /** Whether clients are asked for a certificate. */
    public boolean asksClients() {
        return clients.asked();
    }

    /** Whether its certificate can bind logins to connections, as nearly all can. */
    public boolean bindsChannels() {
        return ChannelBindings.serverEndPoint(identity.own()) != null;
    }

    /**
     * The bytes that bind a login to a connection; null when they cannot be had.
     *
     * @param type as in {@link ChannelBindings#of}
     * @param engine of a handler made here, whose handshake is done
     */
    public byte @Nullable [] channelBinding(String type, SSLEngine engine) {
        return type.equals(ChannelBindings.SERVER_END_POINT)
                ? ChannelBindings.serverEndPoint(identity.own()) // A resumed session may have forgotten it.
                : ChannelBindings.of(type, engine, true);
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
