package dev.mailrace.session;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake came to.
 *
 * @param resumed whether an earlier session was gone on with (RFC 8446 §2.2): no certificate was sent
 * @param version such as {@code TLSv1.3}
 * @param cipher its IANA name
 * @param group of the key exchange; empty where the provider does not say
 */
public record TlsSession(boolean resumed, String version, String cipher, String group) {
    /**
     * Reads a finished handshake off its engine.
     *
     * @param begunMillis when it began, in milliseconds since 1970
     */
    static TlsSession of(SSLEngine engine, long begunMillis) {
        SSLSession session = engine.getSession();
        if (engine instanceof ReferenceCountedOpenSslEngine openSsl) {
            long pointer = openSsl.sslPointer();
            return new TlsSession(
                    SSL.isSessionReused(pointer), session.getProtocol(), session.getCipherSuite(), group(pointer));
        }
        // A resumed session is as old as the one that it goes on with.
        return new TlsSession(
                session.getCreationTime() < begunMillis, session.getProtocol(), session.getCipherSuite(), "");
    }

    private static String group(long pointer) {
        try {
            String name = SSL.getGroupName(pointer);
            return name == null ? "" : name;
        } catch (Exception e) { // As declared; a handshake without a key exchange has none.
            return "";
        }
    }
}
