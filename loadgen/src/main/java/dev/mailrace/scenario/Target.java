package dev.mailrace.scenario;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collection;

/**
 * The server to load.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record Target(String host, int port) {
    private static final int SMTP_PORT = 25;
    private static final String SCHEME = "smtp://";

    public Target {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            throw new IllegalArgumentException("target: \"" + host + "\" (expected: a host name or an address)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("target: port " + port + " (expected: 1 to 65535)");
        }
    }

    /**
     * Reads {@code smtp://host:port}, {@code host:port} or {@code host}; the port defaults to 25, and an IPv6 address
     * stands in brackets.
     */
    public static Target parse(String text) {
        if (text.indexOf('@') >= 0) {
            // Not shown: there may be a password in it.
            throw new IllegalArgumentException(
                    "target: a user (expected: smtp://host:port; who logs in is no part of it)");
        }
        String rest = text.strip();
        int scheme = rest.indexOf("://");
        if (scheme >= 0) {
            if (!rest.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                throw new IllegalArgumentException(
                        "target: " + text + " (expected: smtp://host:port; this version speaks "
                                + "plain SMTP, no other scheme than smtp)");
            }
            rest = rest.substring(SCHEME.length());
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int portStart = rest.lastIndexOf(':');
        if (rest.startsWith("[")) {
            int close = rest.indexOf(']');
            if (close < 0) {
                throw new IllegalArgumentException("target: " + text + " (expected: [address]:port)");
            }
            return new Target(
                    rest.substring(1, close),
                    close + 1 == rest.length()
                            ? SMTP_PORT
                            : port(text, rest.substring(close + 2), portStart == close + 1));
        }
        if (portStart >= 0 && rest.indexOf(':') != portStart) {
            throw new IllegalArgumentException(
                    "target: " + text + " (expected: an IPv6 address in brackets, [::1]:25)");
        }
        return portStart < 0
                ? new Target(rest, SMTP_PORT)
                : new Target(rest.substring(0, portStart), port(text, rest.substring(portStart + 1), true));
    }

    private static int port(String text, String digits, boolean colon) {
        try {
            if (colon) {
                return Integer.parseInt(digits);
            }
        } catch (NumberFormatException e) {
            // Told below, with the whole target.
        }
        throw new IllegalArgumentException("target: " + text + " (expected: host:port with a port from 1 to 65535)");
    }

    /**
     * The target's address, looked up once: every session goes to the same one.
     *
     * @param allowed hosts that may be loaded although they are neither on this machine nor in a private network
     * @throws UnknownHostException when there is no such host
     * @throws IllegalArgumentException when the host is a stranger that was not allowed
     */
    public InetSocketAddress resolve(Collection<String> allowed) throws UnknownHostException {
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
                    throw new IllegalArgumentException("target: " + host + " is " + address.getHostAddress()
                            + ", outside loopback and private networks (if you may load it, say --allow-target " + host
                            + ")");
                }
            }
        }
        return new InetSocketAddress(addresses[0], port);
    }

    private static boolean isNear(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress() // RFC 1918
                || address.isLinkLocalAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc); // RFC 4193
    }

    @Override
    public String toString() {
        return SCHEME + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
