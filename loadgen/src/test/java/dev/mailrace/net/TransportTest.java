package dev.mailrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("jdk")
class TransportTest {
    @Test
    void nioWorksEverywhere() {
        assertThat(Transport.NIO.unavailability()).isNull();
    }

    @Test
    void theBestIsTheFirstThatWorks() {
        Transport best = Transport.best();
        assertThat(best.unavailability()).isNull();
        for (Transport better : Transport.values()) {
            if (better == best) {
                break;
            }
            assertThat(better.unavailability()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysInOneLineWhyItDoesNotWorkOrGivesLoopsAndChannelsThatFit(Transport transport) {
        String unavailability = transport.unavailability();
        if (unavailability != null) {
            assertThat(unavailability).isNotBlank().doesNotContain("\n");
            return;
        }
        EventLoopGroup group = transport.group(1, "transport-test");
        try {
            List<ChannelFactory<? extends Channel>> factories = List.of(
                    transport.channels(),
                    transport.serverChannels(),
                    transport.domainChannels(),
                    transport.serverDomainChannels());
            for (ChannelFactory<? extends Channel> factory : factories) {
                assertThat(group.register(factory.newChannel())
                                .syncUninterruptibly()
                                .channel()
                                .close()
                                .syncUninterruptibly()
                                .isSuccess())
                        .isTrue();
            }
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNameIsTheOneOfTheCommandLine(Transport transport) {
        assertThat(transport.toString()).matches("io_uring|epoll|nio");
    }
}
