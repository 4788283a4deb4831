package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The client's end of TLS, for all sessions to one server, as long as the process lives; any thread may use it. */
public final class Tls {
    /** The longest wait for TLS's close. */
    private static final long GOODBYE_MILLIS_MAX = 1_000;

    private final TlsSettings settings;
    private final SslContext context;
    private final ServerName name;
    private final @Nullable NoIdentity nobody; // null: the client has a certificate
    private final int port;
    private final AtomicInteger strangers = new AtomicInteger();

    /**
     * @param host of the target: checked against its certificate unless told otherwise, and named in SNI where it is a name
     * @param port of the target
     * @throws Refusal in one line, where the provider lacks what is asked for or a file is no good
     */
    public Tls(TlsSettings settings, String host, int port) {
        this.settings = settings;
        String asked = settings.trust().serverName();
        this.name = asked == null ? ServerName.of(host) : ServerName.asked(asked);
        if (settings.provider() == TlsProvider.BOUNCY_CASTLE && name.hasUnderscore()) {
            throw new Refusal(
                    "sni",
                    name + " with " + settings.provider() + ", which sends no underscore",
                    "--tls-provider boringssl or jdk");
        }
        this.port = port;
        String unavailability = settings.provider().unavailability();
        if (unavailability != null) {
            throw new Refusal(
                    "tls-provider", settings.provider() + ": " + unavailability, "one that works here, as jdk does");
        }
        TlsSettings.Certificate shown = settings.shown();
        TlsIdentity identity = shown == null ? null : TlsIdentity.ofPem(shown.chain(), shown.key());
        this.nobody = identity == null ? new NoIdentity() : null;
        Path authorities = settings.trust().authorities();
        if (authorities != null) {
            TlsIdentity.readCertificates("cacert", authorities); // Told here as a file, not as TLS.
        }
        try {
            this.context = context(identity);
            ReferenceCountUtil.release(
                    newEngine(ByteBufAllocator.DEFAULT)); // What a provider does not know, it says only now.
        } catch (SSLException | GeneralSecurityException | RuntimeException e) {
            throw refused(e);
        }
    }

    private Refusal refused(Exception cause) {
        if (cause instanceof Refusal ours) {
            return ours;
        }
        Map<String, List<String>> asked = new LinkedHashMap<>();
        asked.put("tls-versions", settings.offer().versions());
        asked.put("tls-ciphers", settings.offer().ciphers());
        asked.put("tls-groups", settings.offer().groups());
        asked.values().removeIf(List::isEmpty);
        return new Refusal(
                asked.size() == 1 ? asked.keySet().iterator().next() : "tls",
                (asked.isEmpty()
                                ? "no client"
                                : asked.values().stream().flatMap(List::stream).collect(Collectors.joining(",")))
                        + " with " + settings.provider(),
                "versions, ciphers, groups and files that " + settings.provider() + " can use",
                cause);
    }

    private SslContext context(@Nullable TlsIdentity identity) throws SSLException, GeneralSecurityException {
        SslContextBuilder builder = settings.provider().client(identity);
        builder.endpointIdentificationAlgorithm(""); // The name is ours to check.
        if (settings.trust().insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else {
            builder.trustManager(ServerTrust.of(settings.trust().authorities(), name));
        }
        if (nobody != null) {
            builder.keyManager(nobody);
        }
        if (!settings.offer().versions().isEmpty()) {
            builder.protocols(settings.offer().versions());
        }
        if (!settings.offer().ciphers().isEmpty()) {
            builder.ciphers(settings.offer().ciphers());
        }
        if (!settings.offer().groups().isEmpty()) {
            builder.option(
                    OpenSslContextOption.GROUPS, settings.offer().groups().toArray(String[]::new));
        }
        SslContext built = builder.build();
        if (!settings.resumes() && built.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return built;
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
        SSLEngine engine =
                context.newEngine(allocator, name.text(), settings.resumes() ? port : strangers.decrementAndGet());
        name.sendBy(engine);
        return engine;
    }

    /** Why TLS with the server failed, in one plain sentence, whatever the provider. */
    public String words(Throwable fault) {
        return new TlsWords(settings, name, nobody).of(fault);
    }

    /** Whether later connections resume the sessions of earlier ones. */
    public boolean resumes() {
        return settings.resumes();
    }

    /** As it is written to files: names and plain values. */
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("provider", settings.provider().toString());
        fields.put("any_certificate", settings.trust().insecure());
        fields.put("versions", settings.offer().versions());
        fields.put("ciphers", settings.offer().ciphers());
        fields.put("groups", settings.offer().groups());
        fields.put("resumed", settings.resumes());
        return fields;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return settings.provider()
                + (settings.trust().insecure() ? ", any certificate" : "")
                + (settings.offer().versions().isEmpty()
                        ? ""
                        : ", " + String.join(" ", settings.offer().versions()))
                + (settings.resumes() ? ", sessions resumed" : "");
    }
}
