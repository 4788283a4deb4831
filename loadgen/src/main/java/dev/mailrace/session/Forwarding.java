package dev.mailrace.session;

import java.util.Locale;

/** How a session announces a client address, so that limits per address can be tested from one host. */
public enum Forwarding {
    /** Its own address is all that the server sees. */
    NONE,
    /** Postfix's XCLIENT command, after EHLO (Postfix's XCLIENT_README). */
    XCLIENT,
    /** A line of text before all else (HAProxy's proxy-protocol.txt §2.1). */
    PROXY_V1,
    /** The same in binary (§2.2). */
    PROXY_V2;

    /** Whether the connection begins with it. */
    boolean comesFirst() {
        return this == PROXY_V1 || this == PROXY_V2;
    }

    /** The name on the command line and in reports. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
