package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import dev.mailrace.session.Protocol;
import dev.mailrace.session.Security;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server to load, and what to speak with it.
 *
 * @param protocol SMTP or LMTP
 * @param security when TLS begins
 * @param host a name or an address, without brackets; {@code localhost} of a socket
 * @param port 1 to 65535; 0 of a socket
 * @param socket of the Unix domain; null: TCP
 */
public record Target(
        Protocol protocol,
        Security.Mode security,
        String host,
        int port,
        @Nullable Path socket) {
    private record Scheme(Protocol protocol, Security.Mode security, int port) {}

    /** More are left alone: a load on so many servers is a load on each. */
    public static final int ADDRESSES_MAX = 64;

    private static final String UNIX_SCHEME = "lmtp+unix";
    private static final Map<String, Scheme> SCHEMES = Map.of(
            "smtp", new Scheme(Protocol.SMTP, Security.Mode.NEVER, 25),
            "smtp+starttls", new Scheme(Protocol.SMTP, Security.Mode.REQUIRED, 587), // RFC 6409 §3.1
            "smtps", new Scheme(Protocol.SMTP, Security.Mode.IMPLICIT, 465), // RFC 8314 §7.3
            "lmtp", new Scheme(Protocol.LMTP, Security.Mode.NEVER, 24), // IANA's priv-mail, as LMTP servers use it
            "lmtp+starttls", new Scheme(Protocol.LMTP, Security.Mode.REQUIRED, 24),
            "lmtps", new Scheme(Protocol.LMTP, Security.Mode.IMPLICIT, 24));
    private static final String EXPECTED_SCHEME =
            "smtp, smtp+starttls, smtps, lmtp, lmtp+starttls, lmtps, or lmtp+unix:/path";

    public Target {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || "/@[]".indexOf(c) >= 0)) {
            throw new Refusal("target", "\"" + host + "\"", "a host name or an address");
        }
        if (socket == null && (port < 1 || port > 65_535)) {
            throw new Refusal("target", "port " + port, "1 to 65535");
        }
    }

    /** SMTP in clear. */
    public Target(String host, int port) {
        this(Protocol.SMTP, Security.Mode.NEVER, host, port, null);
    }

    /**
     * Reads {@code scheme://host:port}, {@code host:port} or {@code host}, or {@code lmtp+unix:/path}; the port defaults to
     * the scheme's, the scheme to {@code smtp}, and an IPv6 address stands in brackets.
     */
    public static Target parse(String text) {
        String rest = text.strip();
        if (rest.regionMatches(true, 0, UNIX_SCHEME + ":", 0, UNIX_SCHEME.length() + 1)) {
            return unix(text, text.stripLeading().substring(UNIX_SCHEME.length() + 1)); // A name may end with a blank.
        }
        if (text.indexOf('@') >= 0) {
            // Not shown: there may be a password in it.
            throw new Refusal("target", "a user", "smtp://host:port; who logs in is no part of it");
        }
        Scheme scheme = SCHEMES.get("smtp");
        int schemeEnd = rest.indexOf("://");
        if (schemeEnd >= 0) {
            scheme = SCHEMES.get(rest.substring(0, schemeEnd).toLowerCase(Locale.ROOT));
            rest = rest.substring(schemeEnd + 3);
        }
        if (scheme == null) {
            throw new Refusal("target", text, "a scheme of " + EXPECTED_SCHEME);
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int portStart = rest.lastIndexOf(':');
        if (rest.startsWith("[")) {
            int close = rest.indexOf(']');
            if (close < 0) {
                throw new Refusal("target", text, "[address]:port");
            }
            boolean bare = close + 1 == rest.length();
            int port = bare ? scheme.port : port(text, rest.substring(close + 2), portStart == close + 1);
            return new Target(scheme.protocol, scheme.security, rest.substring(1, close), port, null);
        }
        if (portStart >= 0 && rest.indexOf(':') != portStart) {
            throw new Refusal("target", text, "an IPv6 address in brackets, [::1]:25");
        }
        return portStart < 0
                ? new Target(scheme.protocol, scheme.security, rest, scheme.port, null)
                : new Target(
                        scheme.protocol,
                        scheme.security,
                        rest.substring(0, portStart),
                        port(text, rest.substring(portStart + 1), true),
                        null);
    }

    private static Target unix(String text, String path) {
        String plain = path.startsWith("//") ? path.substring(2) : path;
        if (!plain.startsWith("/") || plain.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal("target", text, "lmtp+unix:/path/of/the/socket");
        }
        return new Target(Protocol.LMTP, Security.Mode.NEVER, "localhost", 0, UserFile.path("target", plain));
    }

    private static int port(String text, String digits, boolean colon) {
        if (colon && digits.matches("-?[0-9]{1,9}")) {
            return Integer.parseInt(digits);
        }
        throw new Refusal("target", text, "host:port with a port from 1 to 65535");
    }

    /** The same with TLS at another time. */
    public Target with(Security.Mode mode) {
        return new Target(protocol, mode, host, port, socket);
    }

    /**
     * The target's addresses, looked up once: sessions go to each in turn (RFC 5321 §5.1).
     *
     * @param allowed hosts that may be loaded although they are neither on this machine nor in a private network
     * @param family which of them
     * @return one at least, {@value #ADDRESSES_MAX} at most
     * @throws UnknownHostException when there is no such host
     * @throws Refusal when the host is not allowed, or has no address of the family
     */
    public List<SocketAddress> resolve(Collection<String> allowed, AddressFamily family) throws UnknownHostException {
        if (socket != null) {
            return List.of(new DomainSocketAddress(socket.toFile()));
        }
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            UnknownHostException clear = new UnknownHostException(
                    host + ": unknown host (expected: a name that resolves here, or an address)");
            clear.initCause(e);
            throw clear;
        }
        if (allowed.stream().noneMatch(host::equalsIgnoreCase)) {
            for (InetAddress address : addresses) {
                if (!isNear(address)) {
                    throw new Refusal(
                            "target",
                            host + " is " + address.getHostAddress() + ", outside loopback and private networks",
                            "--allow-target " + host + ", if you may load it");
                }
            }
        }
        return of(addresses, family);
    }

    private List<SocketAddress> of(InetAddress[] addresses, AddressFamily family) {
        List<SocketAddress> found = Arrays.stream(addresses)
                .filter(family::includes)
                .<SocketAddress>map(address -> new InetSocketAddress(address, port))
                .distinct()
                .limit(ADDRESSES_MAX)
                .toList();
        if (found.isEmpty()) {
            throw new Refusal(
                    "address-family",
                    family + ", and " + host + " has no " + family.words() + "address",
                    "any, or another host");
        }
        return found;
    }

    private static boolean isNear(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress() // RFC 1918
                || address.isLinkLocalAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc); // RFC 4193
    }

    private String scheme() {
        List<String> suffixes = List.of("", "+starttls", "+starttls", "s"); // in the order of the modes
        return protocol + suffixes.get(security.ordinal());
    }

    @Override
    public String toString() {
        return socket != null
                ? UNIX_SCHEME + ":" + socket
                : scheme() + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
