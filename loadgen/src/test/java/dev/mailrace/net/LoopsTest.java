package dev.mailrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class LoopsTest {
    private static final int CHANNELS = 50;

    static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(transport -> transport.unavailability() == null);
    }

    /** Else a loop of io_uring frees what the kernel still writes to. Nobody reads, so much is under way. */
    @ParameterizedTest
    @MethodSource("transports")
    void loopsThatEndRightBehindACloseEndBehindTheirChannels(Transport transport)
            throws IOException, InterruptedException {
        EventLoopGroup loops = transport.group(1, "ending");
        List<Channel> channels = new ArrayList<>();
        AtomicInteger gone = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, CHANNELS, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < CHANNELS; i++) {
                channels.add(new Bootstrap()
                        .group(loops)
                        .channelFactory(transport.channels())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelUnregistered(ChannelHandlerContext ctx) {
                                gone.incrementAndGet();
                            }
                        })
                        .connect(server.getLocalSocketAddress())
                        .sync()
                        .channel());
            }
            for (Channel channel : channels) {
                channel.writeAndFlush(channel.alloc().directBuffer().writeZero(1 << 20));
            }
            loops.next()
                    .execute(
                            () -> { // Both in one turn: nothing is heard of the kernel between them.
                                channels.forEach(Channel::close);
                                loops.shutdownGracefully(0, 10, TimeUnit.SECONDS);
                            });
            loops.terminationFuture().sync();
            assertThat(channels).allMatch(channel -> channel.closeFuture().isDone());
            assertThat(gone).hasValue(CHANNELS);
        }
    }
}
