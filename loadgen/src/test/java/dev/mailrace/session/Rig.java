package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Transport;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A session on an in-memory channel with a clock of its own; the test speaks for the server. */
final class Rig {
    static final String CLIENT = "client.example";

    final RecordingOwner owner = new RecordingOwner();
    final ByteBuf body = Unpooled.copiedBuffer("Hello.\r\n..\r\n", StandardCharsets.US_ASCII);
    final Wire channel;
    final SmtpSession session;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);

    Rig(SessionSettings settings, @Nullable Credentials credentials) {
        this(settings, credentials, Ticker.newMockTicker());
    }

    static Rig of(SessionSettings settings, Caller caller) {
        return of(settings, caller, new Wire(Ticker.newMockTicker(), true));
    }

    static Rig of(SessionSettings settings, Caller caller, Wire channel) {
        return new Rig(settings, caller, channel, null);
    }

    Rig(SessionSettings settings, @Nullable Credentials credentials, MockTicker ticker) {
        this(settings, credentials, new Wire(ticker, true), null);
    }

    /**
     * @param deadlines null: its own, on the channel's loop
     */
    Rig(
            SessionSettings settings,
            @Nullable Credentials credentials,
            Wire channel,
            @Nullable Deadlines deadlines,
            ChannelHandler... before) {
        this(settings, Caller.of(credentials), channel, deadlines, before);
    }

    static final ServerAddress SERVER =
            ServerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 25), "127.0.0.1", Transport.NIO);

    private Rig(
            SessionSettings settings,
            Caller caller,
            Wire channel,
            @Nullable Deadlines deadlines,
            ChannelHandler... before) {
        this.channel = channel;
        channel.config().setAllocator(memory);
        Deadlines own = deadlines == null ? new Deadlines(channel.eventLoop(), settings.timeouts()) : deadlines;
        session = new SmtpSession(settings, caller, SERVER, owner, own);
        channel.pipeline().addLast(before).addLast(session);
    }

    static Rig of(Pipelining pipelining) {
        return new Rig(settings(pipelining, Timeouts.standard()), null);
    }

    static SessionSettings settings(Pipelining pipelining, Timeouts timeouts, Mechanism... mechanisms) {
        return settings(pipelining, timeouts, Login.of(List.of(mechanisms)));
    }

    static SessionSettings settings(Pipelining pipelining, Timeouts timeouts, Login login) {
        return new SessionSettings(
                Hello.smtp(CLIENT, "mail.example"), Security.NONE, login, Sending.data(pipelining), timeouts);
    }

    /** Adds messages from s@example.org to r1@example.org, r2@example.org and so on. */
    Rig messages(int count, int recipients) {
        for (int i = 1; i <= count; i++) {
            owner.work.add(letter(i, recipients));
        }
        return this;
    }

    Letter letter(int number, int recipients) {
        return new Letter(
                number,
                "s@example.org",
                IntStream.rangeClosed(1, recipients)
                        .mapToObj(i -> "r" + i + "@example.org")
                        .toList(),
                body);
    }

    /** The server speaks whole lines. */
    Rig server(String... lines) {
        for (String line : lines) {
            serverBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    void serverBytes(byte[] bytes) {
        if (channel.isOpen()) {
            ByteBuf in = Unpooled.buffer().writeBytes(bytes);
            channel.writeInbound(in);
            assertThat(in.refCnt()).as("holders of what was read").isZero();
        }
    }

    void serverCloses() {
        channel.close();
    }

    void serverResets() {
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        channel.close();
    }

    /** What the client has said since the last call. */
    String said() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return text.toString();
    }

    Rig expect(String... lines) {
        assertThat(said()).isEqualTo(String.join("\r\n", lines) + "\r\n");
        return this;
    }

    Rig expectNothing() {
        assertThat(said()).isEmpty();
        return this;
    }

    Rig pass(Duration time) {
        channel.ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        return this;
    }

    /** A banner and an EHLO reply. */
    Rig hello(String... keywords) {
        server("220 mail.example");
        expect("EHLO " + CLIENT);
        StringBuilder reply = new StringBuilder("250-mail.example\r\n");
        for (String keyword : keywords) {
            reply.append("250-").append(keyword).append("\r\n");
        }
        return server(reply + "250 OK");
    }

    /** Ends what is not over, and checks what holds for every session: outcomes, order, memory. */
    void finish(String context) {
        end(context);
        owner.assertBalanced(context);
    }

    /** Ends what is not over, and checks that nothing of it stays. */
    void end(String context) {
        session.abandon();
        assertThat(channel.isOpen()).as("%s: the channel is open", context).isFalse();
        said();
        assertThat(memory.metric().usedDirectMemory())
                .as("%s: direct bytes", context)
                .isZero();
        assertThat(memory.metric().usedHeapMemory())
                .as("%s: heap bytes", context)
                .isZero();
        assertThat(body.refCnt()).as("%s: holders of the body", context).isEqualTo(1);
    }

    /** An in-memory channel that may connect later than it is registered. */
    static class Wire extends EmbeddedChannel {
        final MockTicker ticker;
        private boolean connected;

        Wire(MockTicker ticker, boolean connected) {
            super(EmbeddedChannel.builder().ticker(ticker));
            this.ticker = ticker;
            this.connected = connected;
        }

        @Override
        public boolean isActive() {
            return connected && super.isActive();
        }

        void connect() {
            connected = true;
            pipeline().fireChannelActive();
        }
    }
}
