package dev.mailrace.net;

import io.netty.channel.Channel;
import java.net.SocketAddress;

/** A server within this process, where network and time are simulated: what connects to it is made by it. */
public abstract class InProcessAddress extends SocketAddress {
    private static final long serialVersionUID = 1;

    /** A new channel that can connect to this address. */
    public abstract Channel newChannel();
}
