package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of TLS. Immutable.
 *
 * @param provider whose implementation
 * @param insecure whether any certificate will do
 * @param authorities PEM certificates of those who may vouch for the server; null: the runtime's
 * @param certificate the client's own, PEM, with its chain; null: none
 * @param key its PKCS #8 key, PEM; null exactly when {@code certificate} is
 * @param serverName for SNI and the check of the certificate; null: the target's
 * @param versions such as {@code TLSv1.3}; none: the provider's choice
 * @param ciphers by their IANA names; none: the provider's choice
 * @param groups of the key exchange; none: the provider's choice
 * @param resumes whether later connections resume the sessions of earlier ones (RFC 8446 §2.2, RFC 5077)
 */
public record TlsSettings(
        TlsProvider provider,
        boolean insecure,
        @Nullable Path authorities,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable String serverName,
        List<String> versions,
        List<String> ciphers,
        List<String> groups,
        boolean resumes) {
    public TlsSettings {
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
        if ((certificate == null) != (key == null)) {
            throw new Refusal(
                    certificate == null ? "key" : "cert",
                    certificate == null ? "given without --cert" : "given without --key",
                    "both");
        }
        if (resumes && provider == TlsProvider.BOUNCY_CASTLE) {
            throw new Refusal(
                    "tls-resume",
                    "given with " + provider + ", which resumes no session of TLS 1.3",
                    "--tls-provider boringssl or jdk");
        }
        if (!groups.isEmpty() && provider != TlsProvider.BORINGSSL) {
            throw new Refusal(
                    "tls-groups",
                    String.join(",", groups) + " with " + provider,
                    "--tls-provider boringssl, which alone can be told its groups");
        }
    }
}
