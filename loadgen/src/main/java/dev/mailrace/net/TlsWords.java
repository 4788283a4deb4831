package dev.mailrace.net;

import dev.mailrace.fault.Causes;
import dev.mailrace.fault.Errno;
import io.netty.handler.ssl.NotSslRecordException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why TLS with a server came to nothing, in one plain sentence, the same for each provider. Immutable.
 *
 * @param settings what was asked for
 * @param name of the server
 * @param nobody what a client without a certificate heard; null: it has one
 */
record TlsWords(
        TlsSettings settings, ServerName name, @Nullable NoIdentity nobody) {
    /** An alert (RFC 8446 §6) as providers write it: the JDK, BoringSSL, and Bouncy Castle. */
    private static final List<Pattern> ALERTS = List.of(
            Pattern.compile("fatal alert: (\\w+)"),
            Pattern.compile("(?:SSLV3|TLSV1)_ALERT_(\\w+)"),
            Pattern.compile(
                    "TLSV1_(CERTIFICATE_REQUIRED|UNRECOGNIZED_NAME|UNSUPPORTED_EXTENSION|UNKNOWN_PSK_IDENTITY)"),
            Pattern.compile("\\b([a-z_]+)\\(\\d+\\)"));

    private static final Pattern OTHER_VERSION = Pattern.compile(
            "(?i)UNSUPPORTED_PROTOCOL|WRONG_VERSION_NUMBER|WRONG_SSL_VERSION|protocol version|No appropriate protocol");
    private static final Pattern NOTHING_SHARED = Pattern.compile(
            "(?i)NO_SHARED_CIPHER|WRONG_CIPHER_RETURNED|WRONG_CURVE|UNKNOWN_CIPHER_RETURNED|HANDSHAKE_FAILURE");
    private static final Pattern WEAK = Pattern.compile("(?i)constraint|DH_P_TOO|BAD_DH_P|too (?:weak|small|short)");

    /** The sentence for what a handshake, or a connection after it, failed with. */
    String of(Throwable fault) {
        for (Throwable cause : Causes.of(fault)) {
            if (cause instanceof ServerTrust.NotBelieved) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof NotSslRecordException) {
                return "the server does not speak TLS";
            }
        }
        return ofText(texts(fault), fault);
    }

    private static String texts(Throwable fault) {
        StringBuilder texts = new StringBuilder();
        for (Throwable cause : Causes.of(fault)) {
            texts.append(cause.getMessage()).append('\n');
        }
        return texts.toString();
    }

    private String ofText(String texts, Throwable fault) {
        for (Pattern pattern : ALERTS) {
            Matcher alert = pattern.matcher(texts);
            if (alert.find()) {
                return ofAlert(alert.group(1).toLowerCase(Locale.ROOT));
            }
        }
        Errno error = Errno.of(fault);
        if (error != null) {
            return error.words();
        }
        if (OTHER_VERSION.matcher(texts).find()) {
            return otherVersion();
        }
        if (NOTHING_SHARED.matcher(texts).find()) {
            return nothingShared();
        }
        return WEAK.matcher(texts).find()
                ? "the server's keys or signatures are too weak for " + settings.provider()
                : "the server's side of the handshake breaks the rules of TLS (RFC 8446 §4)";
    }

    private String ofAlert(String alert) {
        boolean asked = nobody != null && nobody.wasAsked();
        return switch (alert) {
            case "protocol_version" -> otherVersion();
            case "certificate_required" -> asksForCertificate();
            case "unrecognized_name" -> "the server does not know the name " + name + ": --sni NAME";
            case "handshake_failure" -> // Some servers say so to a certificate of the client that they do not take.
                asked
                        ? asksForCertificate()
                        : nobody == null
                                ? refusesCertificate(alert) + ", or other --tls-ciphers or --tls-groups"
                                : nothingShared();
            case "insufficient_security" -> nothingShared();
            case "no_certificate",
                    "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied",
                    "decrypt_error" ->
                asked ? asksForCertificate() : nobody == null ? refusesCertificate(alert) : ended(alert);
            default -> ended(alert);
        };
    }

    private static String refusesCertificate(String alert) {
        return "the server refuses the client's certificate (" + alert
                + "): --cert and --key, of a CA that the server trusts";
    }

    private static String ended(String alert) {
        return "the server ended TLS with the alert " + alert + " (RFC 8446 §6)";
    }

    private static String asksForCertificate() {
        return "the server asks for a client certificate: --cert and --key";
    }

    private String otherVersion() {
        List<String> versions = settings.offer().versions();
        return versions.isEmpty()
                ? "the server speaks neither TLS 1.2 nor TLS 1.3"
                : "the server does not speak " + String.join(" or ", versions).replace("TLSv", "TLS ")
                        + ", as --tls-versions asks";
    }

    private String nothingShared() {
        boolean chosen = !settings.offer().ciphers().isEmpty()
                || !settings.offer().groups().isEmpty();
        return "the server has no TLS version, cipher suite, group or signature in common with us"
                + (chosen ? ": other --tls-ciphers or --tls-groups" : "");
    }
}
