package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import dev.mailrace.net.Transport;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.session.RudeServer.Leaving;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that resets or closes its connection, at each phase of a session, alone or behind data, over each transport.
 *
 * <p>No limit of time would end these sessions. Each way comes twice: as it happens to come, and while the loop is kept
 * busy, so that it finds the data and what stands behind them at once.
 */
class ResetMatrixTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final Set<Phase> PHASES = EnumSet.of(
            Phase.BANNER,
            Phase.EHLO,
            Phase.STARTTLS,
            Phase.TLS,
            Phase.AUTH,
            Phase.MAIL,
            Phase.RCPT,
            Phase.DATA,
            Phase.CONTENT,
            Phase.RSET,
            Phase.QUIT,
            Phase.SESSION);

    /** What a session has come to. */
    private static final class Latches {
        final CountDownLatch connected = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
    }

    /** One session and its server. */
    private record Case(Phase phase, Leaving leaving, boolean atOnce, RecordingOwner owner, Latches latches) {
        Case(Phase phase, Leaving leaving, boolean atOnce) {
            this(phase, leaving, atOnce, new RecordingOwner(), new Latches());
            owner.onConnected = latches.connected::countDown;
            owner.onClosed = latches.closed::countDown;
            owner.quitsWhenDone = phase != Phase.SESSION;
        }

        String name() {
            return phase.label() + " " + leaving + (atOnce ? " at once" : "");
        }

        String ending() {
            return latches.closed.getCount() > 0 ? "none" : RecordingOwner.describe(owner.closedBy);
        }

        String expected() {
            if (phase == Phase.QUIT) {
                return "clean";
            }
            return switch (leaving) {
                case RESET_ALONE, RESET_BEHIND_HALF_A_REPLY -> "failed reset " + phase.label();
                case RESET_BEHIND_A_421 -> "rejected " + phase.label() + " 421";
                case RESET_BEHIND_THE_REPLY -> {
                    Phase next = next();
                    yield next == Phase.QUIT ? "clean" : "failed reset " + next.label();
                }
                case CLOSE_BEHIND_HALF_A_REPLY -> "failed closed " + phase.label();
            };
        }

        private Phase next() {
            return switch (phase) {
                case BANNER -> Phase.EHLO;
                case EHLO, AUTH -> Phase.MAIL;
                case STARTTLS -> Phase.TLS;
                case MAIL -> Phase.RCPT;
                case RCPT -> Phase.DATA;
                case DATA -> Phase.CONTENT;
                default -> Phase.QUIT;
            };
        }

        boolean isPossible(boolean implicitTls) {
            boolean noReply = phase == Phase.TLS || phase == Phase.SESSION;
            return switch (leaving) {
                        case RESET_BEHIND_THE_REPLY -> !noReply;
                        case RESET_BEHIND_A_421 -> phase != Phase.TLS;
                        default -> true;
                    }
                    && !(implicitTls && phase == Phase.STARTTLS);
        }
    }

    static Stream<Arguments> transportsInClearAndOverTls() {
        return Stream.of(Transport.values())
                .filter(transport -> transport.unavailability() == null)
                .flatMap(transport -> Stream.of(Arguments.of(transport, false), Arguments.of(transport, true)));
    }

    @ParameterizedTest(name = "{0} over TLS {1}")
    @MethodSource("transportsInClearAndOverTls")
    void aResetIsNoticedAtEachPhaseAloneAndBehindData(Transport transport, boolean implicitTls) throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Phase phase : PHASES) {
            for (Leaving leaving : Leaving.values()) {
                cases.add(new Case(phase, leaving, true));
                cases.add(new Case(phase, leaving, false));
            }
        }
        cases.removeIf(one -> !one.isPossible(implicitTls));
        ByteBuf body = Unpooled.copiedBuffer("Hello.\r\n", StandardCharsets.US_ASCII);
        TreeMap<String, String> endings = new TreeMap<>();
        EventLoopGroup group = transport.group(1, "reset-matrix-test");
        try (Meeting meeting = new Meeting(cases, implicitTls)) {
            meeting.run(group.next(), transport, body);
            cases.forEach(one -> endings.put(one.name(), one.ending()));
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
        TreeMap<String, String> expected = new TreeMap<>();
        cases.forEach(one -> expected.put(one.name(), one.expected()));
        assertThat(endings).containsExactlyEntriesOf(expected);
        cases.forEach(one -> one.owner().assertBalanced(one.name()));
        assertThat(body.refCnt()).as("holders of the body").isEqualTo(1);
        body.release();
    }

    static Stream<Transport> transports() {
        return Stream.of(Transport.values()).filter(transport -> transport.unavailability() == null);
    }

    /** No RST is needed: a Unix socket that is closed with input unread is reset for the other end. */
    @ParameterizedTest
    @MethodSource("transports")
    void aUnixSocketThatIsClosedWithInputUnreadIsReset(Transport transport, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        Case one = new Case(Phase.EHLO, Leaving.RESET_BEHIND_HALF_A_REPLY, false);
        SessionSettings settings = Rig.settings(Pipelining.NONE, Timeouts.all(Duration.ofHours(1)));
        EventLoopGroup group = transport.group(1, "reset-matrix-test");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            Connector connector =
                    new Connector(group.next(), transport, new DomainSocketAddress(path.toFile()), settings);
            group.next().execute(() -> connector.connect(one.owner(), Caller.ANYBODY));
            try (SocketChannel peer = listener.accept()) {
                peer.write(StandardCharsets.US_ASCII.encode("220 mail.example\r\n"));
                peer.read(ByteBuffer.allocate("EHLO".length()));
                peer.write(StandardCharsets.US_ASCII.encode("250-ha"));
            }
            assertThat(one.latches().closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the session ended")
                    .isTrue();
            assertThat(one.ending()).isEqualTo(one.expected());
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** All sessions of a test, on one loop, and their servers. */
    private static final class Meeting implements AutoCloseable {
        private final List<Case> cases;
        private final List<RudeServer> servers = new ArrayList<>();
        private final CountDownLatch arrived;
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch left;
        private final boolean implicitTls;

        Meeting(List<Case> cases, boolean implicitTls) throws Exception {
            this.cases = cases;
            this.implicitTls = implicitTls;
            int atOnce = (int) cases.stream().filter(Case::atOnce).count();
            arrived = new CountDownLatch(atOnce);
            left = new CountDownLatch(atOnce);
            SSLContext context = implicitTls ? RudeServer.context() : null;
            for (Case one : cases) {
                servers.add(new RudeServer(one.phase(), one.leaving(), context));
            }
        }

        void run(EventLoop loop, Transport transport, ByteBuf body) throws InterruptedException {
            for (int i = 0; i < cases.size(); i++) {
                Case one = cases.get(i);
                CountDownLatch connected = one.latches().connected;
                if (one.atOnce()) {
                    servers.get(i).serve(() -> untilHeld(connected), left::countDown);
                } else {
                    servers.get(i).serve(connected::await, () -> {});
                }
                one.owner().work.add(new Letter(1, "s@example.org", List.of("r1@example.org"), body));
                Connector connector =
                        new Connector(loop, transport, servers.get(i).address(), settings(one.phase()));
                loop.execute(() -> connector.connect(one.owner(), caller(one.phase())));
            }
            assertThat(arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("all servers are at their phase")
                    .isTrue();
            loop.execute(this::holdUp);
            for (Case one : cases) {
                if (!one.latches().closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    return; // Those that have ended are shown beside it.
                }
            }
        }

        private void untilHeld(CountDownLatch connected) throws InterruptedException {
            connected.await();
            arrived.countDown();
            held.await();
        }

        /** Keeps the loop busy until all has been sent and reset. */
        private void holdUp() {
            held.countDown();
            try {
                if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("servers that do not leave");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private SessionSettings settings(Phase phase) {
            boolean startsTls = phase == Phase.STARTTLS || phase == Phase.TLS;
            Security.Mode mode =
                    implicitTls ? Security.Mode.IMPLICIT : startsTls ? Security.Mode.REQUIRED : Security.Mode.NEVER;
            return new SessionSettings(
                    Hello.smtp(Rig.CLIENT, "mail.example"),
                    new Security(mode, mode == Security.Mode.NEVER ? null : tls()),
                    phase == Phase.AUTH ? Login.of(List.of(Mechanism.PLAIN)) : Login.NONE,
                    Sending.data(Pipelining.NONE),
                    Timeouts.all(Duration.ofHours(1)));
        }

        private static Tls tls() {
            TlsSettings any = TlsSettings.insecure(TlsProvider.best());
            return new Tls(any, "mail.example", 25);
        }

        private static Caller caller(Phase phase) {
            return phase == Phase.AUTH ? Caller.of(new Credentials("tim", "tanstaaftanstaaf")) : Caller.ANYBODY;
        }

        @Override
        public void close() throws IOException {
            for (RudeServer server : servers) {
                server.close();
            }
        }
    }
}
