package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Protocol;
import dev.mailrace.session.Security;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether sessions speak TLS, and how. */
public final class TlsOptions {
    @Option(
            names = "--starttls",
            paramLabel = "WHEN",
            arity = "0..1",
            fallbackValue = "required",
            completionCandidates = Words.StartTls.class,
            description =
                    "STARTTLS: required (as in smtp+starttls://), opportunistic (where offered), or never (default: "
                            + "as the target's scheme says).")
    @Nullable
    String startTls;

    @Option(
            names = {"-k", "--insecure"},
            description = "Does not verify the server's certificate.")
    boolean insecure;

    @Option(
            names = "--cacert",
            paramLabel = "FILE.pem",
            description = "CA certificates used to verify the server (default: those of the Java runtime).")
    @Nullable
    Path authorities;

    @Option(names = "--cert", paramLabel = "FILE.pem", description = "Client certificate, with its chain.")
    @Nullable
    Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE.pem",
            description = "Private key of the client certificate (PKCS #8, no passphrase).")
    @Nullable
    Path key;

    @Option(
            names = "--sni",
            paramLabel = "NAME",
            description =
                    "Server name sent in the handshake and checked against the certificate (default: the target's "
                            + "host).")
    @Nullable
    String serverName;

    @Option(
            names = "--tls-versions",
            paramLabel = "VERSION",
            split = ",",
            completionCandidates = Words.TlsVersions.class,
            description = "TLSv1.2, TLSv1.3 (default: both).")
    List<String> versions = new ArrayList<>();

    @Option(
            names = "--tls-ciphers",
            paramLabel = "CIPHER",
            split = ",",
            description = "Cipher suites by their IANA names (default: the provider's choice).")
    List<String> ciphers = new ArrayList<>();

    @Option(
            names = "--tls-groups",
            paramLabel = "GROUP",
            split = ",",
            description = "Key exchange groups, such as X25519,P-256 (default: the provider's choice).")
    List<String> groups = new ArrayList<>();

    @Option(
            names = "--tls-resume",
            description = "Resumes TLS sessions, as returning clients do (default: full handshakes).")
    boolean resumes;

    @Option(
            names = "--tls-provider",
            paramLabel = "NAME",
            completionCandidates = Words.TlsProviders.class,
            description = "boringssl, jdk or bouncy-castle (default: boringssl where it works).")
    @Nullable
    String provider;

    /** Whether the target's scheme is not all that is said about TLS. */
    public boolean wantsStartTls() {
        return startTls != null;
    }

    /** The target, with TLS as the options say. */
    Target target(Target named) {
        if (startTls == null) {
            return named;
        }
        Security.Mode mode = switch (startTls.toLowerCase(Locale.ROOT)) {
            case "required" -> Security.Mode.REQUIRED;
            case "opportunistic" -> Security.Mode.OPPORTUNISTIC;
            case "never" -> Security.Mode.NEVER;
            default -> throw new Refusal("starttls", startTls, "required, opportunistic or never");
        };
        if (named.security() == Security.Mode.IMPLICIT) {
            throw new Refusal("starttls", "given with " + named + ", which is TLS from the first byte", "one of them");
        }
        return named.with(mode);
    }

    /** For sessions to that target, as {@link #target} made it. */
    Security security(Target target) {
        if (target.security() == Security.Mode.NEVER) {
            checkUnused(target);
            return Security.NONE;
        }
        TlsSettings settings = settings(provider == null ? TlsProvider.best() : named());
        try {
            return new Security(target.security(), new Tls(settings, target.host(), target.port()));
        } catch (Refusal e) {
            throw about(e);
        }
    }

    /** Does not ask which provider works here: that loads native code, for nothing where all is in clear. */
    private void checkUnused(Target target) {
        TlsProvider any = provider == null ? TlsProvider.BORINGSSL : named();
        TlsSettings unused = new TlsSettings(any, TlsSettings.Trust.USUAL, null, TlsSettings.Offer.USUAL, false);
        if (!settings(any).equals(unused)) {
            throw about(new Refusal(
                    "tls",
                    "options given, and " + target + " is in clear",
                    (target.protocol() == Protocol.LMTP ? "lmtps://" : "smtps://, smtp+starttls://")
                            + " or --starttls"));
        }
    }

    /** All that may be wrong with TLS as a whole. */
    private static Refusal about(Refusal refusal) {
        return refusal.orOf(
                "tls-versions", "tls-ciphers", "tls-groups", "cert", "key", "cacert", "sni", "insecure", "tls-resume");
    }

    private TlsSettings settings(TlsProvider by) {
        return new TlsSettings(
                by,
                new TlsSettings.Trust(insecure, authorities, serverName),
                TlsSettings.Certificate.of(certificate, key),
                new TlsSettings.Offer(versions, ciphers, groups),
                resumes);
    }

    private TlsProvider named() {
        return Checked.named("tls-provider", String.valueOf(provider), TlsProvider.values());
    }
}
