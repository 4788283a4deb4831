package dev.mailrace.net;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Sockets for libraries that open their own. */
public final class TrustedSockets {
    private TrustedSockets() {}

    /**
     * Sockets that trust only whom a file names; whether the certificate is of the host that was meant is not looked at here.
     *
     * @param what is the setting that names the file, for the message
     * @param authorities PEM certificates
     * @throws dev.mailrace.fault.Refusal where the file cannot be read
     */
    public static SSLSocketFactory of(String what, Path authorities) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ServerTrust.store(what, authorities));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS: no sockets (expected: the runtime's)", e);
        }
    }
}
