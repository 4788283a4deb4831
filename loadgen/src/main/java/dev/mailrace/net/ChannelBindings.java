package dev.mailrace.net;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that both ends of a TLS connection know and no one between them can forge (RFC 5056), for SASL's -PLUS mechanisms.
 * Any thread may use it.
 */
public final class ChannelBindings {
    /** RFC 5929 §4: the server's certificate, hashed. */
    public static final String SERVER_END_POINT = "tls-server-end-point";

    /** RFC 9266: bytes that both ends derive from the connection's keys; had from the JDK's TLS, from Java 25 on. */
    public static final String EXPORTER = "tls-exporter";

    private static final Pattern HASH_WITH = Pattern.compile("(SHA3-|SHA-?|MD)(\\d+)(?:/\\d+)?with.*");

    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTED_BYTES = 32;
    private static final byte[] EMPTY = {};
    private static final @Nullable MethodHandle EXPORT = export();

    private ChannelBindings() {}

    /**
     * The bytes of one type; null when they cannot be had: an unknown type, a provider that exports nothing, a signature
     * without a hash of its own.
     *
     * @param type {@value #SERVER_END_POINT} or {@value #EXPORTER}
     * @param engine whose handshake is done
     * @param server whether the engine is the server's
     */
    public static byte @Nullable [] of(String type, SSLEngine engine, boolean server) {
        return switch (type) {
            case SERVER_END_POINT -> serverEndPoint(engine, server);
            case EXPORTER -> exported(engine);
            default -> null;
        };
    }

    private static byte @Nullable [] serverEndPoint(SSLEngine engine, boolean server) {
        try {
            Certificate[] chain = server
                    ? engine.getSession().getLocalCertificates()
                    : engine.getSession().getPeerCertificates();
            return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate own
                    ? serverEndPoint(own)
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null; // An anonymous cipher suite, or no handshake yet.
        }
    }

    static byte @Nullable [] serverEndPoint(X509Certificate certificate) {
        String hash = hash(certificate);
        try {
            return hash == null ? null : MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            return null;
        }
    }

    /** The hash of the certificate's signature, at least SHA-256 (RFC 5929 §4.1); null when it has none or many. */
    private static @Nullable String hash(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.equals("RSASSA-PSS")) {
            return pssHash(certificate);
        }
        Matcher named = HASH_WITH.matcher(algorithm.replace("WITH", "with"));
        return named.matches() ? atLeastSha256(named.group(1), named.group(2)) : null;
    }

    private static String atLeastSha256(String family, String number) {
        if (family.equals("MD") || number.equals("1")) {
            return "SHA-256";
        }
        return family.startsWith("SHA3") ? "SHA3-" + number : "SHA-" + number;
    }

    private static @Nullable String pssHash(X509Certificate certificate) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            String hash = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            return hash.equals("SHA-1") ? "SHA-256" : hash;
        } catch (NoSuchAlgorithmException | IOException | InvalidParameterSpecException e) {
            return null;
        }
    }

    private static byte @Nullable [] exported(SSLEngine engine) {
        if (EXPORT == null || !(engine.getSession() instanceof ExtendedSSLSession session)) {
            return null;
        }
        try {
            return (byte[]) EXPORT.invokeExact(session, EXPORTER_LABEL, EMPTY, EXPORTED_BYTES);
        } catch (Throwable e) { // What a handle declares.
            return null; // A provider that exports nothing, or TLS 1.2 without the extended master secret.
        }
    }

    /** The runtime's way to export keys, which begins with Java 25; null before. */
    private static @Nullable MethodHandle export() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            ExtendedSSLSession.class,
                            "exportKeyingMaterialData",
                            MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
