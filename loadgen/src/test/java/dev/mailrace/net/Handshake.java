package dev.mailrace.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Both ends of one TLS connection, in memory. */
final class Handshake implements AutoCloseable {
    private static final int TURNS_MAX = 100;

    final ServerTls tls;
    final SslHandler serverHandler;
    private final SslContext clientContext; // owned
    private final SslHandler clientHandler;
    private final EmbeddedChannel server;
    private final EmbeddedChannel client;
    private int serverBytes;

    Handshake(TlsProvider serverProvider, TlsProvider clientProvider, String version) throws SSLException {
        this(
                ServerTls.of(serverProvider, TlsIdentity.selfMade("sink"), ClientCertificates.NOT_ASKED, true),
                clientProvider,
                version,
                null);
    }

    /** A handshake whose client shows {@code certificate}; null: it has none. */
    Handshake(ServerTls tls, TlsProvider clientProvider, String version, @Nullable TlsIdentity certificate)
            throws SSLException {
        this(tls, clientContext(clientProvider, version, certificate));
    }

    private Handshake(ServerTls tls, SslContext clientContext) {
        this.tls = tls;
        this.clientContext = clientContext;
        server = new EmbeddedChannel();
        serverHandler = tls.newHandler(server.alloc());
        server.pipeline().addLast(serverHandler);
        client = new EmbeddedChannel();
        clientHandler = clientContext.newHandler(client.alloc(), "localhost", 25);
        client.pipeline().addLast(clientHandler);
    }

    private static SslContext clientContext(TlsProvider provider, String version, @Nullable TlsIdentity certificate)
            throws SSLException {
        return provider.client(certificate)
                .protocols(version)
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    }

    /** Whether a client's second connection is spared the server's certificate, which is most of what it sends. */
    static boolean resumes(ServerTls tls, TlsProvider clientProvider, String version) throws Exception {
        SslContext context = clientContext(clientProvider, version, null);
        try {
            return bytesOfServer(tls, context) > bytesOfServer(tls, context) + 200;
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    private static int bytesOfServer(ServerTls tls, SslContext context) throws Exception {
        try (Handshake handshake = new Handshake(tls, ReferenceCountUtil.retain(context))) {
            handshake.shake();
            handshake.server.writeOutbound(handshake.server.alloc().buffer().writeByte('x'));
            carry(handshake.server, handshake.client); // BoringSSL's tickets go with the first words.
            return handshake.serverBytes;
        }
    }

    /** Carries bytes between the ends until both are done. */
    void shake() throws Exception {
        for (int turn = 0; turn < TURNS_MAX; turn++) {
            int fromServer = carry(server, client);
            int moved = carry(client, server) + fromServer;
            serverBytes += fromServer;
            if (moved == 0
                    && clientHandler.handshakeFuture().isDone()
                    && serverHandler.handshakeFuture().isDone()) {
                clientHandler.handshakeFuture().sync();
                serverHandler.handshakeFuture().sync();
                return;
            }
        }
        throw new IllegalStateException("handshake: unfinished (expected: done within " + TURNS_MAX + " turns)");
    }

    private static int carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        int moved = 0;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            moved += bytes.readableBytes();
            to.writeInbound(bytes);
        }
        return moved;
    }

    SSLEngine serverEngine() {
        return serverHandler.engine();
    }

    SSLEngine clientEngine() {
        return clientHandler.engine();
    }

    @Override
    public void close() {
        try {
            client.finishAndReleaseAll();
        } finally {
            server.finishAndReleaseAll();
            ReferenceCountUtil.release(clientContext);
        }
    }
}
