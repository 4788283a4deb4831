package dev.mailrace.session;

import dev.mailrace.bench.Messages;
import dev.mailrace.bench.Rounds;
import dev.mailrace.mail.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One transaction of 4 KiB after another on a kept session, with a server that says yes.
 *
 * <p>Runs on an in-memory channel, whose own cost is part of the time and of the bytes: the bare handler reads and writes
 * as much in as many pieces, and what the session adds is the difference. Recording is not part of it.
 */
@State(Scope.Thread)
public class TransactionBenchmark {
    private static final String OK = "250 2.0.0 Ok\r\n";
    private static final String GO_AHEAD = "354 End data with <CR><LF>.<CR><LF>\r\n";
    private static final String QUEUED = "250 2.0.0 Ok: queued as 0000000000000001\r\n";

    @Param
    Pipelining pipelining;

    private Rounds session;
    private Rounds bare;

    @Setup
    public void setUp() {
        EmbeddedChannel channel = Rounds.channel();
        Timeouts timeouts = Timeouts.standard();
        SessionSettings settings = new SessionSettings(
                Hello.smtp("client.mailrace.example", "localhost"),
                Security.NONE,
                Login.NONE,
                Sending.data(pipelining),
                timeouts);
        channel.pipeline()
                .addLast(new SmtpSession(
                        settings,
                        Caller.ANYBODY,
                        new ServerAddress(channel.remoteAddress(), "server", true),
                        new Client(),
                        new Deadlines(channel.eventLoop(), timeouts)));
        new Rounds(channel, Rounds.read("220 ready\r\n"), Rounds.read("250-server\r\n250 PIPELINING\r\n")).run();
        if (pipelining == Pipelining.SESSION) {
            new Rounds(channel, Rounds.read(OK + OK + GO_AHEAD)).run();
        }
        session = new Rounds(channel, replies());
        bare = session.bare();
    }

    /** What the server says between one transaction and the next, a read each. */
    private ByteBuf[] replies() {
        return switch (pipelining) {
            case NONE -> new ByteBuf[] {Rounds.read(OK), Rounds.read(OK), Rounds.read(GO_AHEAD), Rounds.read(QUEUED)};
            case TRANSACTION -> new ByteBuf[] {Rounds.read(OK + OK + GO_AHEAD), Rounds.read(QUEUED)};
            case SESSION -> new ByteBuf[] {Rounds.read(QUEUED + OK + OK + GO_AHEAD)};
        };
    }

    @Benchmark
    public void transaction() {
        session.run();
    }

    @Benchmark
    public void transactionByBareHandler() {
        bare.run();
    }

    /** Always has another message to send. */
    private static final class Client implements SessionOwner {
        private final Messages messages = new Messages();
        private final Arrival[] underWay = {new Arrival(messages), new Arrival(messages)};
        private long begun;

        @Override
        public void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Transaction transaction) {}

        @Override
        public Transaction next(SmtpSession session) {
            Arrival next = underWay[(int) begun & 1]; // At most two are under way, with content and next envelope.
            next.message.set(begun++);
            return next;
        }

        @Override
        public void transactionEnded(Transaction transaction, Outcome outcome, long endNanos) {
            if (outcome.kind() != Outcome.Kind.ACCEPTED) {
                throw new IllegalStateException("outcome: " + outcome + " (expected: accepted)");
            }
        }

        @Override
        public void closed(SmtpSession session, @Nullable Outcome cause) {}

        @Override
        public void broken(SmtpSession session, Throwable fault) {
            throw new IllegalStateException("the session broke (expected: only yes from the server)", fault);
        }
    }

    private static final class Arrival extends Transaction {
        private final Messages messages;
        private final Message message;

        Arrival(Messages messages) {
            this.messages = messages;
            message = messages.plan.message(0);
        }

        @Override
        protected int recipients() {
            return messages.plan.recipients();
        }

        @Override
        protected void writeSender(ByteBuf out) {
            messages.plan.writeSender(message.sequence(), out);
        }

        @Override
        protected void writeRecipient(int index, ByteBuf out) {
            messages.plan.writeRecipient(message.sequence(), index, out);
        }

        @Override
        protected void writeHead(ByteBuf out) {
            messages.writeHead(message, out);
        }

        @Override
        protected long contentBytes() {
            return message.sizeBytes();
        }

        @Override
        protected ByteBuf body(boolean stuffed) {
            return message.body(stuffed);
        }

        @Override
        protected int bodyBytes(boolean stuffed) {
            return message.bodyBytes(stuffed);
        }

        @Override
        protected void writeTail(ByteBuf out) {
            message.writeTail(out);
        }
    }
}
