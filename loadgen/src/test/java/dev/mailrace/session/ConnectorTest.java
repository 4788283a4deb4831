package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions on real sockets, over each transport that works here. */
@Tag("jdk")
class ConnectorTest {
    private static final int SMALL = 1_000;
    private static final int LARGE = 5 << 20;

    /** More than a kernel buffers on both sides of a loopback connection. */
    private static final int HUGE = 64 << 20;

    static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(transport -> transport.unavailability() == null);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void messagesSmallAndLargeGoThrough(Transport transport) throws Exception {
        for (int bodyBytes : new int[] {SMALL, LARGE}) {
            try (ScriptedServer server = new ScriptedServer(peer -> {
                peer.envelope();
                peer.swallow(head(1).length() + bodyBytes + 3);
                peer.say("250 first");
                peer.anotherEnvelope();
                peer.swallow(head(2).length() + bodyBytes + 3);
                peer.say("250 second");
                peer.hear("QUIT");
                peer.say("221 bye");
            })) {
                RecordingOwner owner = run(transport, server.address(), 2, bodyBytes);
                assertThat(owner.endings).containsExactly("accepted", "accepted");
                assertThat(owner.closedBy).isNull();
                server.await();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPortWhereNobodyListensRefuses(Transport transport) throws Exception {
        RecordingOwner owner = run(transport, ScriptedServer.nobody(), 1, SMALL);
        assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("failed refused connect");
        assertThat(owner.only(Phase.CONNECT).positive()).isFalse();
        assertThat(owner.begun).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aServerThatClosesAtOnceFailsTheBanner(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::close)) {
            RecordingOwner owner = run(transport, server.address(), 1, SMALL);
            assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("failed closed banner");
            assertThat(owner.only(Phase.CONNECT).positive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aReplyInFlightBeatsTheCloseBehindIt(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.envelope();
            peer.swallow(100_000);
            peer.say("421 4.3.2 too busy");
            peer.closeItsHalf();
            peer.drain();
        })) {
            RecordingOwner owner = run(transport, server.address(), 1, LARGE);
            assertThat(owner.endings).containsExactly("rejected content 421 4.3.2");
            assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("rejected content 421 4.3.2");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aMessageThatWasResetBeforeItsEndIsFailed(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.envelope();
            peer.swallow(100_000);
            peer.reset();
        })) {
            RecordingOwner owner = run(transport, server.address(), 1, HUGE);
            assertThat(owner.endings).containsExactly("failed reset content");
            assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("failed reset content");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aReplyInFlightBeatsTheResetBehindIt(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.envelope();
            peer.swallow(100_000);
            peer.say("421 4.3.2 too busy");
            peer.reset();
        })) {
            RecordingOwner owner = run(transport, server.address(), 1, HUGE);
            assertThat(owner.endings).containsExactly("rejected content 421 4.3.2");
            assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("rejected content 421 4.3.2");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aMessageThatWasResetBeforeItsEndBehindHalfAReplyIsFailed(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.envelope();
            peer.swallow(100_000);
            peer.say("421-4.3.2 too");
            peer.reset();
        })) {
            RecordingOwner owner = run(transport, server.address(), 1, HUGE);
            assertThat(owner.endings).containsExactly("failed reset content");
            assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("failed reset content");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aMessageThatWasResetBehindItsEndIsInDoubt(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.envelope();
            peer.swallow(head(1).length() + SMALL + 3);
            peer.reset();
        })) {
            RecordingOwner owner = run(transport, server.address(), 1, SMALL);
            assertThat(owner.endings).containsExactly("unconfirmed reset");
            assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("failed reset content");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aTranscriptHearsEverything(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("220 mail.example");
            peer.hear("EHLO");
            peer.say("250 mail.example");
            peer.hear("QUIT");
            peer.say("221 bye");
        })) {
            List<String> lines = new ArrayList<>();
            run(transport, server.address(), 0, SMALL, new Transcript(line -> lines.add(line.toString())));
            assertThat(lines)
                    .containsExactly(
                            "S: 220 mail.example",
                            "C: EHLO client.example",
                            "S: 250 mail.example",
                            "C: QUIT",
                            "S: 221 bye");
        }
    }

    private static RecordingOwner run(Transport transport, SocketAddress target, int messages, int bodyBytes)
            throws InterruptedException {
        return run(transport, target, messages, bodyBytes, null);
    }

    /** Runs one session to its end. */
    private static RecordingOwner run(
            Transport transport, SocketAddress target, int messages, int bodyBytes, @Nullable Transcript transcript)
            throws InterruptedException {
        RecordingOwner owner = new RecordingOwner();
        CountDownLatch closed = new CountDownLatch(1);
        owner.onClosed = closed::countDown;
        ByteBuf body = Unpooled.directBuffer(bodyBytes);
        body.writeBytes("x".repeat(bodyBytes - 2).concat("\r\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 1; i <= messages; i++) {
            owner.work.add(new Letter(i, "s@example.org", List.of("r1@example.org"), body));
        }
        SessionSettings settings = Rig.settings(Pipelining.TRANSACTION, Timeouts.standard());
        EventLoopGroup group = transport.group(1, "connector-test");
        try {
            Connector connector = new Connector(group.next(), transport, target, settings);
            group.next().execute(() -> connector.connect(owner, Caller.ANYBODY, transcript));
            assertThat(closed.await(30, TimeUnit.SECONDS))
                    .as("the session ended")
                    .isTrue();
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
        owner.assertBalanced(transport.toString());
        assertThat(body.refCnt()).as("holders of the body").isEqualTo(1);
        body.release();
        return owner;
    }

    private static String head(int number) {
        return "Subject: message " + number + "\r\n\r\n";
    }
}
