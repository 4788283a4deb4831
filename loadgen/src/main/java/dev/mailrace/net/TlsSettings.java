package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of TLS. Immutable.
 *
 * @param provider whose implementation
 * @param trust which servers are believed
 * @param shown the client's own certificate; null: none
 * @param offer what the client says it can do
 * @param resumes whether later connections resume the sessions of earlier ones (RFC 8446 §2.2, RFC 5077)
 */
public record TlsSettings(
        TlsProvider provider, Trust trust, @Nullable Certificate shown, Offer offer, boolean resumes) {
    /**
     * Which servers are believed.
     *
     * @param insecure whether any certificate will do
     * @param authorities CA certificates (PEM) used to verify the server; null: the runtime's
     * @param serverName for SNI and the check of the certificate; null: the target's
     */
    public record Trust(
            boolean insecure,
            @Nullable Path authorities,
            @Nullable String serverName) {
        /** The runtime's CA certificates, and the target's name. */
        public static final Trust USUAL = new Trust(false, null, null);

        public static final Trust ANY = new Trust(true, null, null);
    }

    /**
     * The client's own certificate.
     *
     * @param chain PEM, its own first
     * @param key its PKCS #8 key, PEM
     */
    public record Certificate(Path chain, Path key) {
        /** Null for neither; one alone is refused. */
        public static @Nullable Certificate of(@Nullable Path chain, @Nullable Path key) {
            if (chain == null && key == null) {
                return null;
            }
            if (chain == null) {
                throw new Refusal("key", "given without --cert", "both");
            }
            if (key == null) {
                throw new Refusal("cert", "given without --key", "both");
            }
            return new Certificate(chain, key);
        }
    }

    /**
     * What the client says it can do; nothing said of one of them: the provider's choice.
     *
     * @param versions such as {@code TLSv1.3}
     * @param ciphers by their IANA names
     * @param groups of the key exchange
     */
    public record Offer(List<String> versions, List<String> ciphers, List<String> groups) {
        /** The provider's choice of all. */
        public static final Offer USUAL = new Offer(List.of(), List.of(), List.of());

        public Offer {
            versions = List.copyOf(versions);
            ciphers = List.copyOf(ciphers);
            groups = List.copyOf(groups);
        }
    }

    public TlsSettings {
        if (resumes && provider == TlsProvider.BOUNCY_CASTLE) {
            throw new Refusal(
                    "tls-resume",
                    "given with " + provider + ", which resumes no session of TLS 1.3",
                    "--tls-provider boringssl or jdk");
        }
        if (!offer.groups.isEmpty() && provider != TlsProvider.BORINGSSL) {
            throw new Refusal(
                    "tls-groups",
                    String.join(",", offer.groups) + " with " + provider,
                    "--tls-provider boringssl, which alone can be told its groups");
        }
    }

    /** Those of who takes any certificate, shows none and leaves the rest to the provider. */
    public static TlsSettings insecure(TlsProvider provider) {
        return new TlsSettings(provider, Trust.ANY, null, Offer.USUAL, false);
    }
}
