package dev.mailrace.net;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A server's address as people write it, without its port: {@code 127.0.0.1}, {@code ::1}, {@code fe80::1%eth0}, a path. */
public final class AddressText {
    private AddressText() {}

    /** Of an IP address (RFC 5952), of a socket, or of anything else as it says itself. */
    public static String of(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            return of(inet.getAddress());
        }
        return address instanceof DomainSocketAddress socket ? socket.path() : address.toString();
    }

    private static String of(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%'); // Only of those that need one (RFC 4007 §11).
        return address instanceof Inet6Address
                ? NetUtil.toAddressString(address) + (zone < 0 ? "" : text.substring(zone))
                : text;
    }

    /** Whether a host is no name, but an address, with a zone or without. */
    public static boolean isLiteral(String host) {
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return NetUtil.isValidIpV4Address(plain) || NetUtil.isValidIpV6Address(plain);
    }
}
