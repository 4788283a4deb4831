package dev.mailrace.scenario;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;

/** Which of a name's addresses sessions go to. */
public enum AddressFamily {
    ANY,
    IPV4,
    IPV6;

    boolean includes(InetAddress address) {
        return switch (this) {
            case ANY -> true;
            case IPV4 -> address instanceof Inet4Address;
            case IPV6 -> !(address instanceof Inet4Address);
        };
    }

    /** As shown to users. */
    String words() {
        return switch (this) {
            case ANY -> "";
            case IPV4 -> "IPv4 ";
            case IPV6 -> "IPv6 ";
        };
    }

    /** The name on the command line: {@code any}, {@code ipv4} or {@code ipv6}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
