package dev.mailrace.net;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
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
    private final SslContext clientContext;
    private final SslHandler clientHandler;
    private final EmbeddedChannel server;
    private final EmbeddedChannel client;

    Handshake(TlsProvider serverProvider, TlsProvider clientProvider, String version) throws SSLException {
        this(
                ServerTls.of(serverProvider, TlsIdentity.selfMade("sink"), ClientCertificates.NOT_ASKED, true),
                clientProvider,
                version,
                null);
    }

    /** @param certificate the client's; null: it has none */
    Handshake(ServerTls tls, TlsProvider clientProvider, String version, @Nullable TlsIdentity certificate)
            throws SSLException {
        this.tls = tls;
        SslContextBuilder builder = clientProvider
                .client(certificate)
                .protocols(version)
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE);
        clientContext = builder.build();
        server = new EmbeddedChannel();
        serverHandler = tls.newHandler(server.alloc());
        server.pipeline().addLast(serverHandler);
        client = new EmbeddedChannel();
        clientHandler = clientContext.newHandler(client.alloc(), "localhost", 25);
        client.pipeline().addLast(clientHandler);
    }

    /** Carries bytes between the ends until both are done. */
    void shake() throws Exception {
        for (int turn = 0; turn < TURNS_MAX; turn++) {
            int moved = carry(client, server) + carry(server, client);
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
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            moved++;
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
