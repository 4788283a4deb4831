package dev.mailrace.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Sends the PROXY header with the client address first (HAProxy's proxy-protocol.txt), then leaves the pipeline. */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private static final String IPV6_ANY = "::";

    private final Forwarding version;
    private final InetAddress client;

    ProxyHeader(Forwarding version, InetAddress client) {
        this.version = version;
        this.client = client;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        boolean ipv6 = client instanceof Inet6Address;
        // Both addresses are of one kind; a server by its other address stays what it is but for the name.
        boolean sameKind = ipv6 == remote.getAddress() instanceof Inet6Address;
        ctx.writeAndFlush(new HAProxyMessage(
                version == Forwarding.PROXY_V1 ? HAProxyProtocolVersion.V1 : HAProxyProtocolVersion.V2,
                HAProxyCommand.PROXY,
                ipv6 ? HAProxyProxiedProtocol.TCP6 : HAProxyProxiedProtocol.TCP4,
                client.getHostAddress(),
                sameKind ? remote.getAddress().getHostAddress() : ipv6 ? IPV6_ANY : "0.0.0.0",
                local.getPort(),
                remote.getPort()));
        ctx.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }
}
