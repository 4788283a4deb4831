package dev.mailrace.net;

import dev.mailrace.fault.Refusal;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * A server's name as TLS sends it (RFC 6066 §3) and checks it against a certificate: in ASCII, IDNs as A-labels, without
 * a dot at its end. Immutable.
 *
 * @param text lower case; an address without its zone
 * @param isAddress whether it is no name: then none is sent
 */
record ServerName(String text, boolean isAddress) {
    private static final int NAME_CHARACTERS_MAX = 253; // RFC 1035 §3.1, as text

    /** Letters, digits and hyphens (RFC 952), and the underscore that names of hosts have all the same. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    private static final String EXPECTED = "a host name such as mail.example.test";

    /**
     * What {@code --sni} asks for.
     *
     * @throws Refusal when it cannot be sent
     */
    static ServerName asked(String text) {
        ServerName name = of(text);
        if (name.isAddress) {
            throw new Refusal("sni", text + " is an address, which TLS does not send (RFC 6066 §3)", EXPECTED);
        }
        if (!name.isSendable()) {
            throw new Refusal("sni", "\"" + text + "\"", EXPECTED);
        }
        return name;
    }

    /** Of a target. */
    static ServerName of(String host) {
        if (AddressText.isLiteral(host)) {
            int zone = host.indexOf('%');
            return new ServerName(zone < 0 ? host : host.substring(0, zone), true);
        }
        String dotless = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return new ServerName(ascii(dotless).toLowerCase(Locale.ROOT), false);
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return name; // It is none, and is refused as it is.
        }
    }

    private boolean isSendable() {
        return text.length() <= NAME_CHARACTERS_MAX && NAME.matcher(text).matches();
    }

    boolean hasUnderscore() {
        return text.indexOf('_') >= 0;
    }

    /** A name as its bytes are: the runtime's own class takes no underscore. */
    private static final class Plain extends SNIServerName {
        Plain(String text) {
            super(StandardConstants.SNI_HOST_NAME, text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Has the client's first message hold it. By themselves, providers send only names with a dot and without an
     * underscore.
     */
    void sendBy(SSLEngine engine) {
        if (isAddress || !isSendable()) {
            return;
        }
        if (engine instanceof ReferenceCountedOpenSslEngine openSsl) {
            SSL.setTlsExtHostName(openSsl.sslPointer(), text);
        } else {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new Plain(text)));
            engine.setSSLParameters(parameters);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
