package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * What one end of TLS shows of itself: its certificate, its chain, and the key. Immutable; any thread may use it.
 *
 * @param key of the first certificate
 * @param chain its own first; at least one
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final int BYTES_MAX = 16 << 20; // All authorities of a system are some 250 KB.
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new Refusal("certificate", "none", "at least one");
        }
        if (!isPair(key, chain.get(0))) {
            throw new Refusal(
                    "key",
                    "not the certificate's",
                    "the key of " + chain.get(0).getSubjectX500Principal().getName());
        }
    }

    /** Whether the certificate verifies what the key signs; only handshakes would tell otherwise, and not the user. */
    private static boolean isPair(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm(); // EdDSA's signatures are named as its keys.
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            return verifying.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // Not even of one kind.
        } catch (NoSuchAlgorithmException e) {
            return true; // This provider cannot tell.
        }
    }

    /**
     * A new key on the curve P-256 and a certificate that it signs itself, good for a year, for {@code host}, localhost
     * and the loopback addresses.
     */
    public static TlsIdentity selfMade(String host) {
        CertificateBuilder builder = new CertificateBuilder()
                .ecp256()
                .subject(new X500Principal("CN=" + Rdn.escapeValue(host)))
                .notBefore(Instant.now().minus(CLOCK_SKEW))
                .notAfter(Instant.now().plus(LIFETIME))
                .setKeyUsage(true, KeyUsage.digitalSignature, KeyUsage.keyCertSign)
                .setIsCertificateAuthority(true) // So that it can be handed to clients as the authority to trust.
                .addExtendedKeyUsageServerAuth()
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addSanIpAddress("::1");
        if (DNS_NAME.matcher(host).matches()) {
            builder.addSanDnsName(host);
        }
        try {
            X509Bundle made = builder.buildSelfSigned();
            return new TlsIdentity(made.getKeyPair().getPrivate(), List.of(made.getCertificate()));
        } catch (Exception e) { // What the builder declares; a key on P-256 has no reason to fail.
            throw new IllegalStateException("certificate: cannot be made (expected: a runtime with P-256)", e);
        }
    }

    /**
     * Reads PEM files.
     *
     * @param certificates its own first, then its chain
     * @param key PKCS #8, PKCS #1 or SEC 1, without a password
     * @throws Refusal when a file cannot be read or holds something else
     */
    public static TlsIdentity ofPem(Path certificates, Path key) {
        PrivateKey read = readKey(key);
        try {
            return new TlsIdentity(read, readCertificates("certificate", certificates));
        } catch (Refusal e) {
            throw e.orOf("cert");
        }
    }

    /** Those of a PEM file; {@code what} begins the message when it is refused. */
    static List<X509Certificate> readCertificates(String what, Path file) {
        UserFile pem = new UserFile(what, file, BYTES_MAX, "a file of PEM certificates");
        try {
            List<X509Certificate> read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem.bytes()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (read.isEmpty()) {
                throw pem.refused("no certificate");
            }
            return read;
        } catch (CertificateException e) {
            throw pem.refused("no certificate that can be read");
        }
    }

    private static PrivateKey readKey(Path file) {
        UserFile pem = new UserFile("key", file, BYTES_MAX, "a private key in PEM, without a password");
        try (PEMParser parser = new PEMParser(new StringReader(pem.text()))) {
            for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
                if (item instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
                if (item instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
                }
            }
        } catch (IOException e) { // A PEMException is one, and its words may be those of the file.
            throw pem.refused("no key that can be read");
        }
        throw pem.refused("no key");
    }

    /** Its own certificate. */
    public X509Certificate own() {
        return chain.get(0);
    }

    /** Names the subject; the key is secret. */
    @Override
    public String toString() {
        return own().getSubjectX500Principal().getName();
    }
}
