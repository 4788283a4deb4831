package dev.mailrace.session;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Whatever client a session announces in a PROXY header, a server reads that address, and nothing else is lost. */
class ProxyHeaderFuzzTest extends FuzzTest {
    private static final byte[] BEHIND = {'E', 'H', 'L', 'O'};

    @Override
    protected void fuzz(byte[] input) throws UnknownHostException {
        Input in = new Input(input);
        Forwarding version = in.flag() ? Forwarding.PROXY_V1 : Forwarding.PROXY_V2;
        boolean ipv6 = in.flag();
        InetAddress server = InetAddress.getByAddress(in.flag() ? new byte[16] : new byte[] {127, 0, 0, 1});
        int port = 1 + in.below(256) * 255;
        InetAddress client = InetAddress.getByAddress(Arrays.copyOf(in.rest(), ipv6 ? 16 : 4));
        Sender sender = new Sender(new InetSocketAddress(client, port), new InetSocketAddress(server, 25));
        sender.pipeline().addLast(HAProxyMessageEncoder.INSTANCE, new ProxyHeader(version, client));
        sender.pipeline().fireChannelActive();
        ByteBuf header = Unpooled.buffer();
        for (ByteBuf out = sender.readOutbound(); out != null; out = sender.readOutbound()) {
            header.writeBytes(out);
            out.release();
        }
        sender.finishAndReleaseAll();
        byte[] sent = new byte[header.readableBytes() + BEHIND.length];
        header.readBytes(sent, 0, sent.length - BEHIND.length);
        System.arraycopy(BEHIND, 0, sent, sent.length - BEHIND.length, BEHIND.length);
        for (List<byte[]> pieces : Input.cuts(sent)) {
            read(pieces, client, port);
        }
    }

    private static void read(List<byte[]> pieces, InetAddress client, int port) throws UnknownHostException {
        EmbeddedChannel server = new EmbeddedChannel(new HAProxyMessageDecoder());
        for (byte[] piece : pieces) {
            server.writeInbound(Unpooled.copiedBuffer(piece));
        }
        HAProxyMessage message = server.readInbound();
        assertSame(InetAddress.getByName(message.sourceAddress()), client, "the client");
        assertSame(message.sourcePort(), port, "its port");
        message.release();
        int behind = 0;
        for (ByteBuf rest = server.readInbound(); rest != null; rest = server.readInbound()) {
            behind += rest.readableBytes();
            rest.release();
        }
        assertSame(behind, BEHIND.length, "bytes behind the header");
        server.finishAndReleaseAll();
    }

    /** A channel between two addresses. */
    private static final class Sender extends EmbeddedChannel {
        private final InetSocketAddress from;
        private final InetSocketAddress to;

        Sender(InetSocketAddress from, InetSocketAddress to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected SocketAddress localAddress0() {
            return from;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return to;
        }
    }
}
