package dev.mailrace.sink;

import dev.mailrace.net.ClientCertificates;
import dev.mailrace.net.TlsIdentity;
import dev.mailrace.net.TlsProvider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a sink speaks TLS. Immutable.
 *
 * @param mode when
 * @param provider whose
 * @param identity what it shows; null: a certificate that it makes for its host name as it starts
 * @param clients whether clients are asked for a certificate
 * @param resumes whether clients may resume their sessions
 */
public record SinkTls(
        Mode mode, TlsProvider provider, @Nullable TlsIdentity identity, ClientCertificates clients, boolean resumes) {
    /** When a connection is TLS. */
    public enum Mode {
        /** Never. */
        NONE,
        /** When the client wants it: STARTTLS (RFC 3207). */
        STARTTLS,
        /** As before, and mail without it is 530 5.7.0 (RFC 3207 §4). */
        REQUIRED,
        /** From the first byte (RFC 8314 §3). */
        IMPLICIT;

        /** The name on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final SinkTls NONE =
            new SinkTls(Mode.NONE, TlsProvider.JDK, null, ClientCertificates.NOT_ASKED, true);

    /** By the cheapest provider, with a certificate made for the purpose, for clients without any. */
    public static SinkTls of(Mode mode) {
        return new SinkTls(mode, TlsProvider.best(), null, ClientCertificates.NOT_ASKED, true);
    }

    public SinkTls withProvider(TlsProvider provider) {
        return new SinkTls(mode, provider, identity, clients, resumes);
    }

    public SinkTls withClients(ClientCertificates clients) {
        return new SinkTls(mode, provider, identity, clients, resumes);
    }
}
