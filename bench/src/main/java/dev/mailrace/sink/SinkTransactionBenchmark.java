package dev.mailrace.sink;

import dev.mailrace.bench.Messages;
import dev.mailrace.bench.Rounds;
import dev.mailrace.session.Pipelining;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The server's end of one transaction of 4 KiB after another on a kept session.
 *
 * <p>Runs on an in-memory channel, whose own cost is part of the time and of the bytes: the bare handler reads and writes
 * as much in as many pieces, and what the session adds is the difference.
 */
@State(Scope.Thread)
public class SinkTransactionBenchmark {
    /** How the client sends. */
    @Param
    Pipelining pipelining;

    private Rounds session;
    private Rounds bare;

    @Setup
    public void setUp() {
        SinkShard shard = new SinkShard(SinkSettings.defaults(), new Ledger(), 0);
        EmbeddedChannel channel = Rounds.channel(shard.newSession());
        channel.releaseOutbound(); // the greeting
        new Rounds(channel, Rounds.read("EHLO client.mailrace.example\r\n")).run();
        ByteBuf envelope = Unpooled.buffer();
        ByteBuf content = Unpooled.buffer();
        Messages messages = new Messages();
        messages.writeEnvelope(0, envelope);
        messages.writeContent(0, content);
        String commands = envelope.toString(StandardCharsets.US_ASCII);
        String message = content.toString(StandardCharsets.US_ASCII);
        if (pipelining == Pipelining.SESSION) {
            new Rounds(channel, Rounds.read(commands)).run();
        }
        session = new Rounds(channel, reads(commands, message));
        bare = session.bare();
    }

    /** What the client says between one transaction and the next, a read each. */
    private ByteBuf[] reads(String commands, String message) {
        return switch (pipelining) {
            case NONE ->
                Stream.concat(commands.lines().map(line -> line + "\r\n"), Stream.of(message))
                        .map(Rounds::read)
                        .toArray(ByteBuf[]::new);
            case TRANSACTION -> new ByteBuf[] {Rounds.read(commands), Rounds.read(message)};
            case SESSION -> new ByteBuf[] {Rounds.read(message + commands)};
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
}
