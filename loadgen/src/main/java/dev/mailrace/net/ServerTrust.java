package dev.mailrace.net;

import dev.mailrace.fault.Causes;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server's certificate is believed, and if not, why: the same for each provider, and in a plain sentence. Any
 * thread may use it.
 *
 * <p>Chains are the runtime's to check; the name is checked here, since the runtime takes no name with an underscore.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    /** Whose message is the sentence. */
    static final class NotBelieved extends CertificateException {
        NotBelieved(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    private static final int SUBJECT_CHARACTERS_MAX = 60;
    private static final String ANYWAY = "; --insecure accepts it";

    private final X509ExtendedTrustManager chains;
    private final @Nullable Path authorities;
    private final ServerName name;

    private ServerTrust(X509ExtendedTrustManager chains, @Nullable Path authorities, ServerName name) {
        this.chains = chains;
        this.authorities = authorities;
        this.name = name;
    }

    /** @param authorities PEM certificates of those who are trusted; null: the runtime's */
    static ServerTrust of(@Nullable Path authorities, ServerName name) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities == null ? null : store("cacert", authorities));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager chains) {
                return new ServerTrust(chains, authorities, name);
            }
        }
        throw new IllegalStateException("trust manager: none of X.509 (expected: the runtime's)");
    }

    static KeyStore store(String what, Path authorities) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("key store: an empty one cannot be made", e);
        }
        int number = 0;
        for (X509Certificate authority : TlsIdentity.readCertificates(what, authorities)) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            chains.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw new NotBelieved(sentence(chain, e), e);
        }
        checkOwn(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            chains.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            throw new NotBelieved(sentence(chain, e), e);
        }
        checkOwn(chain[0]);
    }

    /** The runtime looks at neither the name nor the dates of a certificate that is itself trusted. */
    private void checkOwn(X509Certificate own) throws CertificateException {
        String outOfDate = outOfDate(own, "the server's certificate");
        if (outOfDate != null) {
            throw new NotBelieved(outOfDate + ANYWAY, null);
        }
        CertificateNames names = new CertificateNames(own);
        if (!names.include(name)) {
            throw new NotBelieved(
                    "the server's certificate is for " + names + ", not for " + name
                            + ": --sni names the server, --insecure accepts any name",
                    null);
        }
    }

    private String sentence(X509Certificate[] chain, CertificateException refusal) {
        for (Throwable cause : Causes.of(refusal)) {
            String sentence = sentence(chain, cause);
            if (sentence != null) {
                return sentence;
            }
        }
        return "the server's certificate is not valid (RFC 5280 §6)" + ANYWAY;
    }

    private @Nullable String sentence(X509Certificate[] chain, Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        Object reason = cause instanceof CertPathValidatorException path ? path.getReason() : null;
        if (cause instanceof CertificateExpiredException
                || cause instanceof CertificateNotYetValidException
                || reason == BasicReason.EXPIRED
                || reason == BasicReason.NOT_YET_VALID) {
            return outOfDate(chain);
        }
        if (reason == BasicReason.REVOKED) {
            return "the server's certificate is revoked" + ANYWAY;
        }
        if (reason == BasicReason.ALGORITHM_CONSTRAINED || text.contains("algorithm constraint")) {
            return "the server's certificate is signed in a way that is too weak (" + chain[0].getSigAlgName() + ")"
                    + ANYWAY;
        }
        if (text.contains("key usage")) {
            return "the server's certificate is not meant for a server (extended key usage)" + ANYWAY;
        }
        return cause instanceof CertPathBuilderException ? untrusted(chain) : null;
    }

    private String untrusted(X509Certificate[] chain) {
        X509Certificate last = chain[chain.length - 1];
        boolean selfSigned = chain.length == 1 && last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
        String issuer = last.getIssuerX500Principal().getName();
        String shown =
                issuer.length() > SUBJECT_CHARACTERS_MAX ? issuer.substring(0, SUBJECT_CHARACTERS_MAX) + "…" : issuer;
        return "the server's certificate is not signed by a CA that "
                + (authorities == null ? "is trusted" : "--cacert holds")
                + (selfSigned ? " (self-signed)" : " (issuer: " + shown + ")")
                + (authorities == null ? ": --cacert FILE" : "")
                + ANYWAY;
    }

    private static String outOfDate(X509Certificate[] chain) {
        for (int i = 0; i < chain.length; i++) {
            String sentence =
                    outOfDate(chain[i], i == 0 ? "the server's certificate" : "the certificate of the server's CA");
            if (sentence != null) {
                return sentence + ANYWAY;
            }
        }
        return "a certificate of the CAs that are trusted is out of date" + ANYWAY;
    }

    private static @Nullable String outOfDate(X509Certificate certificate, String whose) {
        Instant now = Instant.now();
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isAfter(to)) {
            return whose + " expired on " + day(to);
        }
        return now.isBefore(from) ? whose + " is not valid before " + day(from) : null;
    }

    private static String day(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("a client's certificate (expected: a server's)");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("a client's certificate (expected: a server's)");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a client's certificate (expected: a server's)");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
