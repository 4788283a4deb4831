package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sink has counted when it ends: what its clients were told, whatever else was under way. */
@Timeout(120)
class SinkStopTest {
    private static final String MESSAGE = """
            MAIL FROM:<a@mailrace.example>
            RCPT TO:<b@mailrace.example>
            DATA
            text
            .
            """.replace("\n", "\r\n");
    private static final String REPLIES = """
            250 2.1.0 Ok
            250 2.1.5 Ok
            354 End content with <CR><LF>.<CR><LF>
            250 2.0.0 Ok: queued as 0000000000000001
            """.replace("\n", "\r\n");
    private static final int READ_AT_FIRST = 100;

    @ParameterizedTest
    @MethodSource("dev.mailrace.sink.SinkServerTest#transports")
    void aSinkThatIsStoppedUnderLoadCountsWhatItsClientsWereTold(Transport transport) throws Exception {
        SinkServer sink = SinkServer.start(
                SinkSettings.defaults().withTransport(transport).withThreads(2));
        List<CountingClient> clients = CountingClient.start(8, sink.address());
        for (CountingClient client : clients) {
            client.awaitBusy();
        }
        Ledger.Totals totals = sink.stop().totals();
        long accepted = 0;
        long sent = 0;
        for (CountingClient client : clients) {
            client.awaitEnd();
            accepted += client.accepted();
            sent += client.sent();
            client.close();
        }
        assertThat(totals.messages()).as("all that were accepted").isBetween(accepted, sent);
        assertThat(totals.sessionsOpen()).isZero();
        assertThat(sink.stop().totals()).as("later").isEqualTo(totals);
    }

    /** What the kernel of the sink's end has taken is an answer, also where its client is slow to read it. */
    @ParameterizedTest
    @MethodSource("dev.mailrace.sink.SinkServerTest#transports")
    void aClientThatReadsNoRepliesHoldsTheStopUpForAMomentOnly(Transport transport) throws Exception {
        SinkServer sink = SinkServer.start(SinkSettings.defaults()
                .withTransport(transport)
                .withLimits(SinkLimits.defaults().withErrorsMax(0)));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(sink.address());
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendForEver(socket));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            long heard = queued(in, READ_AT_FIRST);
            long counted = sink.stop().totals().messages();
            sender.join();
            heard += queued(in, Long.MAX_VALUE);
            assertThat(counted).isGreaterThanOrEqualTo(heard);
        }
    }

    private static void sendForEver(Socket socket) {
        byte[] bytes = ("HELO client\r\n" + MESSAGE.repeat(1_000)).getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                socket.getOutputStream().write(bytes);
            }
        } catch (IOException e) {
            return; // It was stopped.
        }
    }

    private static long queued(BufferedReader in, long most) {
        long count = 0;
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.matches("250 2\\.0\\.0 Ok: queued as [0-9a-f]{16}") && ++count == most) {
                    return count;
                }
            }
        } catch (IOException e) {
            return count; // A reset, since it was still sending.
        }
        return count;
    }

    @Test
    void aMessageCountsOnceTheKernelHasAllOfItsReply() {
        try (InMemoryClient client = new InMemoryClient(SinkSettings.defaults())) {
            Kernel kernel = greeted(client);
            client.send(MESSAGE);
            assertThat(client.ledger.totals().messages()).as("said").isZero();
            client.send(MESSAGE);
            kernel.takeAll();
            assertThat(client.ledger.totals().messages()).as("taken").isEqualTo(1);
            kernel.takeAll();
            assertThat(client.ledger.totals())
                    .isEqualTo(new Ledger.Totals(1, 1, 2, 2, 12, new Ledger.Totals.Logins(0, 0), 0));
        }
    }

    @Test
    void ofAWriteThatFailsHalfwayThoseMessagesCountWhoseRepliesWent() {
        for (int taken : new int[] {0, REPLIES.length() - 1, REPLIES.length(), 2 * REPLIES.length() - 1}) {
            try (InMemoryClient client = new InMemoryClient(SinkSettings.defaults())) {
                Kernel kernel = greeted(client);
                client.send(MESSAGE.repeat(3));
                kernel.takeAndFail(taken);
                assertThat(client.ledger.totals().messages())
                        .as("of %d bytes", taken)
                        .isEqualTo(taken / REPLIES.length());
            }
        }
    }

    @Test
    void aSessionThatIsStoppedObeysNoMoreAndClosesBehindItsReplies() {
        try (InMemoryClient client = new InMemoryClient(SinkSettings.defaults())) {
            Kernel kernel = greeted(client);
            client.send(MESSAGE);
            client.channel.pipeline().fireUserEventTriggered(SinkSession.STOP);
            client.send(MESSAGE);
            assertThat(client.channel.isOpen())
                    .as("while a reply is on its way")
                    .isTrue();
            kernel.takeAll();
            kernel.takeAll();
            assertThat(client.received()).isEqualTo(REPLIES);
            assertThat(client.channel.isOpen()).isFalse();
            assertThat(client.ledger.totals().messages()).isEqualTo(1);
        }
    }

    @Test
    void whatIsBeingServedAtTheStopWasNotAnsweredAndDoesNotCount() {
        MockTicker clock = Ticker.newMockTicker();
        SinkSettings settings = SinkSettings.defaults().withService(SinkService.messages(1, Duration.ofMillis(10)));
        try (InMemoryClient client = new InMemoryClient(new SinkShared(settings, new Ledger(), null), clock)) {
            client.send("HELO client\r\n" + MESSAGE + MESSAGE);
            client.received();
            client.channel.pipeline().fireUserEventTriggered(SinkSession.STOP);
            assertThat(client.channel.isOpen()).isFalse();
            clock.advance(Duration.ofSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
            client.channel.runScheduledPendingTasks();
            assertThat(client.received()).isEmpty();
            assertThat(client.ledger.totals().messages()).isZero();
        }
    }

    private static Kernel greeted(InMemoryClient client) {
        client.send("HELO client\r\n");
        client.received();
        Kernel kernel = new Kernel();
        client.channel.pipeline().addFirst(kernel);
        return kernel;
    }

    /** Takes what is written to it as the test says. */
    private static final class Kernel extends ChannelOutboundHandlerAdapter {
        private record Write(ByteBuf bytes, ChannelPromise promise) {}

        private final Deque<Write> writes = new ArrayDeque<>();
        private @Nullable ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            writes.add(new Write((ByteBuf) message, promise));
        }

        /** The oldest write. */
        void takeAll() {
            Write write = writes.remove();
            if (context != null) {
                context.writeAndFlush(write.bytes, write.promise);
            }
        }

        /** So many bytes of the oldest write, and no more. */
        void takeAndFail(int bytes) {
            Write write = writes.remove();
            write.bytes.skipBytes(bytes).release();
            write.promise.setFailure(new IOException("Broken pipe"));
        }
    }
}
