package dev.mailrace.sink;

import dev.mailrace.net.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What is known of the client of a session. Owned by the session, on its event loop. */
final class Peer {
    private static final int EMAIL = 1; // GeneralName's rfc822Name, RFC 5280 §4.2.1.6

    private final @Nullable ServerTls tls; // null: the sink speaks none
    private @Nullable SslHandler secured;
    private @Nullable SocketAddress connection; // null before it
    private @Nullable String address; // null: the connection's own
    private @Nullable String name;
    private boolean authenticated;

    Peer(@Nullable ServerTls tls) {
        this.tls = tls;
    }

    void connected(Channel channel) {
        connection = channel.remoteAddress();
    }

    /** The connection is TLS now; earlier knowledge of the client is discarded (RFC 3207 §4.2). */
    void secured(SslHandler handler) {
        secured = handler;
        authenticated = false;
    }

    boolean isSecure() {
        return secured != null;
    }

    void loggedIn() {
        authenticated = true;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /** A proxy knows where the client is. */
    void proxiedFrom(String clientAddress) {
        address = clientAddress;
    }

    /** The client announces another client, with all that is known of it. */
    void speaksFor(XclientArguments other) {
        if (other.address() != null) {
            address = other.address();
        }
        if (other.name() != null) {
            name = other.name().isEmpty() ? null : other.name();
        }
        authenticated = other.isLoggedIn();
    }

    /** Its address, or what is known instead. */
    String addressText() {
        String known = addressOrNull();
        return known == null ? "unknown" : known;
    }

    private @Nullable String addressOrNull() {
        return address == null && connection instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : address;
    }

    /** Appends how it is greeted: {@code Hello name [192.0.2.7]}; nothing when it has no address. */
    void writeHello(ByteBuf out) {
        String known = addressOrNull();
        if (known == null && name == null) {
            return;
        }
        ByteBufUtil.writeAscii(out, " Hello");
        if (name != null) {
            out.writeByte(' ');
            ByteBufUtil.writeAscii(out, name);
        }
        if (known != null) {
            ByteBufUtil.writeAscii(out, " [");
            ByteBufUtil.writeAscii(out, known);
            out.writeByte(']');
        }
    }

    /** The bytes that bind a login to the connection; null when it is not TLS, or they are not available. */
    byte @Nullable [] channelBinding(String type) {
        return tls == null || secured == null ? null : tls.channelBinding(type, secured.engine());
    }

    /** Whether a login can be bound to the connection. */
    boolean bindsChannels() {
        return tls != null && secured != null && tls.bindsChannels();
    }

    boolean hasCertificate() {
        return certificate() != null;
    }

    private @Nullable X509Certificate certificate() {
        if (tls == null || secured == null || !tls.asksClients()) {
            return null;
        }
        try {
            Certificate[] chain = secured.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? own : null;
        } catch (SSLPeerUnverifiedException e) {
            return null; // It has shown none.
        }
    }

    /** The names that its certificate gives it: the subject's common name, then its e-mail addresses. */
    List<String> certifiedNames() {
        X509Certificate certificate = certificate();
        List<String> names = new ArrayList<>();
        if (certificate == null) {
            return names;
        }
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
            Collection<List<?>> others = certificate.getSubjectAlternativeNames();
            if (others != null) {
                others.stream()
                        .filter(other -> other.get(0).equals(EMAIL))
                        .forEach(other -> names.add(String.valueOf(other.get(1))));
            }
        } catch (InvalidNameException | CertificateParsingException e) {
            return names; // What could be read of it.
        }
        return names;
    }
}
