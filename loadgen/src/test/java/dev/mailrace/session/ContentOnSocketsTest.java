package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import dev.mailrace.net.Transport;
import dev.mailrace.session.ScriptedServer.Script;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Content on real sockets, over each transport that works here, plain and with TLS. */
@Timeout(120)
@Tag("jdk")
class ContentOnSocketsTest {
    /** More than a kernel buffers on both sides of a loopback connection. */
    private static final int HUGE = 64 << 20;

    private static final int LARGE = 16 << 20;

    private static SSLContext serverTls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        serverTls = ScriptedServer.serverTls();
    }

    static Stream<Arguments> ways() {
        return ConnectorTest.transports()
                .flatMap(transport -> Stream.of(false, true).map(secure -> Arguments.of(transport, secure)));
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("ways")
    void a250BehindOnePieceOfLargeContentAcceptsNothing(Transport transport, boolean secure) throws Exception {
        assertThat(endingOf(transport, secure, "250 2.0.0 taken")).isEqualTo("failed protocol content");
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("ways")
    void aRefusalBehindOnePieceIsTheMessagesRefusal(Transport transport, boolean secure) throws Exception {
        assertThat(endingOf(transport, secure, "552 5.3.4 too large")).isEqualTo("rejected content 552 5.3.4");
    }

    private static String endingOf(Transport transport, boolean secure, String reply) throws Exception {
        Client client = new Client(transport, secure, Sending.data(Pipelining.TRANSACTION));
        client.run(List.of(HUGE), peer -> {
            peer.envelope();
            peer.swallow(Outbox.PIECE_BYTES);
            peer.say(reply);
            peer.drain();
        });
        return client.owner.endings.get(0);
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("ways")
    void whatWaitsOfHugeContentIsAFewPieces(Transport transport, boolean secure) throws Exception {
        Client client = new Client(transport, secure, Sending.data(Pipelining.TRANSACTION));
        PendingMeter meter = new PendingMeter();
        client.owner.onEstablished = session -> session.context().pipeline().addFirst(meter);
        client.run(List.of(LARGE), ContentOnSocketsTest::serve);
        assertThat(client.owner.endings).containsExactly("accepted");
        assertThat(meter.bytesMax).as("bytes in the channel").isBetween(1L, 3L * Outbox.PIECE_BYTES);
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("ways")
    void anHonestServerIsNeverTooEarly(Transport transport, boolean secure) throws Exception {
        List<Integer> bodies =
                List.of(3_000, 20, 70_000, 40_000, 3_000, 200_000, 5_000, 64_000, 100, 3_000, 66_000, 900);
        for (Sending sending : ContentPiecesTest.sendings().toList()) {
            Client client = new Client(transport, secure, sending);
            client.run(bodies, ContentOnSocketsTest::serve);
            assertThat(client.owner.endings)
                    .as("%s: %s", sending, client.owner.closedBy)
                    .hasSameSizeAs(bodies)
                    .containsOnly("accepted");
            assertThat(client.owner.closedBy).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.mailrace.session.ConnectorTest#transports")
    void theKernelIsToldToTakeLittleMoreThanItCanSend(Transport transport) throws Exception {
        Client client = new Client(transport, false, Sending.data(Pipelining.TRANSACTION));
        List<Number> bounds = new ArrayList<>();
        ChannelOption<? extends Number> option = switch (transport) {
            case IO_URING -> IoUringChannelOption.TCP_NOTSENT_LOWAT;
            case EPOLL -> EpollChannelOption.TCP_NOTSENT_LOWAT;
            case NIO -> ChannelOption.SO_SNDBUF;
        };
        client.owner.onEstablished =
                session -> bounds.add(session.context().channel().config().getOption(option));
        client.run(List.of(100), ContentOnSocketsTest::serve);
        assertThat(bounds.get(0).longValue()).isBetween(1L, 1L << 20);
    }

    /** A server that takes everything, and answers each thing at once. */
    private static void serve(ScriptedServer.Peer peer) throws IOException {
        HonestServer server = new HonestServer();
        peer.say("220 mail.example");
        peer.hear("EHLO");
        peer.say("250-mail.example\r\n250-PIPELINING\r\n250 CHUNKING");
        for (String text = peer.some(); !text.isEmpty(); text = peer.some()) {
            server.hear(text);
            for (String reply = server.reply(); reply != null; reply = server.reply()) {
                peer.say(reply);
            }
        }
    }

    /** Next to the kernel: sees how much waits, as TLS made it. */
    private static final class PendingMeter extends ChannelOutboundHandlerAdapter {
        volatile long bytesMax;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            bytesMax =
                    Math.max(bytesMax, ctx.channel().unsafe().outboundBuffer().totalPendingWriteBytes());
            ctx.flush();
        }
    }

    /** Runs one session to its end. */
    private static final class Client {
        final RecordingOwner owner = new RecordingOwner();

        private final Transport transport;
        private final boolean secure;
        private final SessionSettings settings;

        Client(Transport transport, boolean secure, Sending sending) {
            this.transport = transport;
            this.secure = secure;
            TlsSettings any = TlsSettings.insecure(TlsProvider.best());
            settings = new SessionSettings(
                    Hello.smtp(Rig.CLIENT, "localhost"),
                    secure ? new Security(Security.Mode.IMPLICIT, new Tls(any, "localhost", 25)) : Security.NONE,
                    Login.NONE,
                    sending,
                    Timeouts.standard());
        }

        void run(List<Integer> bodies, Script script) throws Exception {
            int largest = Collections.max(bodies);
            ByteBuf zeros = Unpooled.directBuffer(largest)
                    .writeZero(largest - 2)
                    .writeByte('\r')
                    .writeByte('\n');
            for (int i = 0; i < bodies.size(); i++) {
                owner.work.add(new Letter(
                        i,
                        "s@example.org",
                        List.of("r1@example.org"),
                        zeros.slice(largest - bodies.get(i), bodies.get(i))));
            }
            CountDownLatch closed = new CountDownLatch(1);
            owner.onClosed = closed::countDown;
            EventLoopGroup group = transport.group(1, "content-test");
            try (ScriptedServer server = new ScriptedServer(secure ? serverTls : null, script)) {
                Connector connector = new Connector(group.next(), transport, server.address(), settings);
                group.next().execute(() -> connector.connect(owner, Caller.ANYBODY));
                assertThat(closed.await(60, TimeUnit.SECONDS))
                        .as("the session ended")
                        .isTrue();
            } finally {
                group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            }
            owner.assertBalanced(transport.toString());
            assertThat(zeros.refCnt()).as("holders of the body").isEqualTo(1);
            zeros.release();
        }
    }
}
