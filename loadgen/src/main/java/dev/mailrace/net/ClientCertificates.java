package dev.mailrace.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whether a TLS server asks its clients for a certificate, which none of them needs to have. Immutable.
 *
 * @param asked whether it asks
 * @param authorities who must have signed what a client shows; empty: any certificate is a good certificate
 */
public record ClientCertificates(boolean asked, List<X509Certificate> authorities) {
    public static final ClientCertificates NOT_ASKED = new ClientCertificates(false, List.of());
    public static final ClientCertificates ANY = new ClientCertificates(true, List.of());

    public ClientCertificates {
        authorities = List.copyOf(authorities);
    }

    /** Asks for one that is signed by an authority of a PEM file. */
    public static ClientCertificates signedBy(Path authorities) {
        return new ClientCertificates(true, TlsIdentity.readCertificates("authorities", authorities));
    }

    void applyTo(SslContextBuilder builder) {
        if (!asked) {
            return;
        }
        builder.clientAuth(ClientAuth.OPTIONAL);
        if (authorities.isEmpty()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else {
            builder.trustManager(authorities);
        }
    }
}
