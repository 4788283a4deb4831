package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.jspecify.annotations.Nullable;

/** Whose TLS is spoken. Immutable; any thread may use it. */
public enum TlsProvider {
    /** Google's, in native code: the cheapest. */
    BORINGSSL,
    /** The runtime's own; from Java 25 on it exports what the channel binding tls-exporter needs (RFC 9266). */
    JDK,
    /** A third implementation, in Java: what two agree on may still surprise it. It resumes sessions of TLS 1.2 only. */
    BOUNCY_CASTLE;

    /** The cheapest provider that works here. */
    public static TlsProvider best() {
        return BORINGSSL.unavailability() == null ? BORINGSSL : JDK;
    }

    /** Why this provider does not work here, in one line; null when it works. */
    public @Nullable String unavailability() {
        Throwable cause = switch (this) {
            case BORINGSSL -> NativeCode.unavailability(OpenSsl::unavailabilityCause);
            case JDK, BOUNCY_CASTLE -> null;
        };
        return cause == null ? null : Transport.reason(cause);
    }

    /**
     * Begins the context of servers. BoringSSL's is counted: the builder must release it, by
     * {@link io.netty.util.ReferenceCountUtil#release(Object)}, which does no harm to the others'.
     */
    public SslContextBuilder server(TlsIdentity identity) {
        return by(
                this == BOUNCY_CASTLE
                        ? SslContextBuilder.forServer(BouncyCastle.keyManagers(identity))
                        : SslContextBuilder.forServer(identity.key(), identity.chain()));
    }

    /**
     * Begins the context of clients, which is released as that of servers.
     *
     * @param identity what they show when they are asked; null: nothing
     */
    public SslContextBuilder client(@Nullable TlsIdentity identity) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (identity != null && this == BOUNCY_CASTLE) {
            builder.keyManager(BouncyCastle.keyManagers(identity));
        } else if (identity != null) {
            builder.keyManager(identity.key(), identity.chain());
        }
        return by(builder);
    }

    private SslContextBuilder by(SslContextBuilder builder) {
        return switch (this) {
            case BORINGSSL -> builder.sslProvider(SslProvider.OPENSSL_REFCNT);
            case JDK -> builder.sslProvider(SslProvider.JDK);
            case BOUNCY_CASTLE -> builder.sslProvider(SslProvider.JDK).sslContextProvider(BouncyCastle.PROVIDER);
        };
    }

    /** Made when first used: it is some hundred classes, and few runs want it. */
    private static final class BouncyCastle {
        /** Held, because an unreferenced logger loses its level. It logs which settings of the JDK it read. */
        private static final Logger LOGGER = Logger.getLogger("org.bouncycastle.jsse");

        static {
            LOGGER.setLevel(Level.SEVERE);
        }

        /** With its own ciphers too: the runtime's lack the names by which it asks for RSASSA-PSS. */
        static final Provider PROVIDER = new BouncyCastleJsseProvider(new BouncyCastleProvider());

        private static final char[] NO_PASSWORD = {};

        /** By its own factory, since it looks for keys by names that the runtime's key managers do not know. */
        static KeyManagerFactory keyManagers(TlsIdentity identity) {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(
                        "own", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX", PROVIDER);
                factory.init(store, NO_PASSWORD);
                return factory;
            } catch (GeneralSecurityException | IOException e) {
                throw new Refusal("certificate", identity, "one that Bouncy Castle takes", e);
            }
        }
    }

    /** The name on the command line and in reports: {@code boringssl}, {@code jdk} or {@code bouncy-castle}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
