package dev.mailrace.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The client's end of TLS, for all sessions to one server, as long as the process lives; any thread may use it. */
public final class Tls {
    /** Nobody waits longer to say goodbye than this. */
    private static final long GOODBYE_MILLIS_MAX = 1_000;

    private final TlsSettings settings;
    private final SslContext context;
    private final String host;
    private final int port;
    private final AtomicInteger strangers = new AtomicInteger();

    /**
     * @param host of the target: checked against its certificate unless told otherwise, and named in SNI where it is a name
     * @param port of the target
     * @throws IllegalArgumentException in one line, where the provider lacks what is asked for or a file is no good
     */
    public Tls(TlsSettings settings, String host, int port) {
        this.settings = settings;
        this.host = settings.serverName() == null ? host : settings.serverName();
        this.port = port;
        String unavailability = settings.provider().unavailability();
        if (unavailability != null) {
            throw new IllegalArgumentException(
                    "tls-provider: " + settings.provider() + " does not work here (" + unavailability + ")");
        }
        Path certificate = settings.certificate();
        Path key = settings.key();
        TlsIdentity identity = certificate == null || key == null ? null : TlsIdentity.ofPem(certificate, key);
        if (settings.authorities() != null) {
            checkReadable("cacert", settings.authorities());
        }
        try {
            this.context = context(identity);
            ReferenceCountUtil.release(
                    newEngine(ByteBufAllocator.DEFAULT)); // What a provider does not know, it says only now.
        } catch (SSLException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "tls: " + Transport.firstLine(e) + " (expected: versions, ciphers, groups and files that "
                            + settings.provider() + " can use)",
                    e);
        }
    }

    private SslContext context(@Nullable TlsIdentity identity) throws SSLException {
        SslContextBuilder builder = settings.provider().client(identity);
        if (settings.insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        } else if (settings.authorities() != null) {
            builder.trustManager(settings.authorities().toFile());
        }
        if (!settings.versions().isEmpty()) {
            builder.protocols(settings.versions());
        }
        if (!settings.ciphers().isEmpty()) {
            builder.ciphers(settings.ciphers());
        }
        if (!settings.groups().isEmpty()) {
            builder.option(OpenSslContextOption.GROUPS, settings.groups().toArray(String[]::new));
        }
        SslContext built = builder.build();
        if (!settings.resumes() && built.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return built;
    }

    private static void checkReadable(String name, Path file) {
        try (var in = Files.newInputStream(file)) {
            in.read();
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": " + file + " cannot be read (expected: a PEM file)", e);
        }
    }

    /** A handler that shakes hands as soon as it stands in the pipeline of a connected channel; its timeouts are the caller's. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = new SslHandler(newEngine(allocator));
        handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeout(GOODBYE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        return handler;
    }

    private SSLEngine newEngine(ByteBufAllocator allocator) {
        // Sessions are kept by host and port: a port that nobody had before has none.
        return context.newEngine(allocator, host, settings.resumes() ? port : strangers.decrementAndGet());
    }

    /** Whether later connections resume the sessions of earlier ones. */
    public boolean resumes() {
        return settings.resumes();
    }

    /** One line for people. */
    @Override
    public String toString() {
        return settings.provider()
                + (settings.insecure() ? ", any certificate" : "")
                + (settings.versions().isEmpty() ? "" : ", " + String.join(" ", settings.versions()))
                + (settings.resumes() ? ", sessions resumed" : "");
    }
}
