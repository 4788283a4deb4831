package dev.mailrace.delivery;

import dev.mailrace.bench.Messages;
import dev.mailrace.bench.Rounds;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkShard;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The end of a receiver that writes down what arrives: one transaction of 4 KiB after another, beside a sink that writes nothing. */
@State(Scope.Thread)
public class NotingTransactionBenchmark {
    /** What it looks at. */
    @Param
    DeliveryCheck check;

    private Rounds receiver;
    private Rounds sink;

    @Setup
    public void setUp() throws IOException {
        ArrivalNotes notes = ArrivalNotes.begin(OutputStream.nullOutputStream(), List.of("smtp://bench"), check);
        MessageNotes messages = new MessageNotes(notes, check);
        NotedMessage noted = messages.newMessage();
        receiver = rounds(SinkBehaviour.PLAIN.withReceiver(loop -> new NotingIntake(messages, noted)));
        sink = rounds(SinkBehaviour.PLAIN);
    }

    private static Rounds rounds(SinkBehaviour behaviour) {
        SinkShard shard = new SinkShard(SinkSettings.defaults().withBehaviour(behaviour), new Ledger(), 0);
        EmbeddedChannel channel = Rounds.channel(shard.newSession());
        channel.releaseOutbound(); // the greeting
        new Rounds(channel, Rounds.read("EHLO client.mailrace.example\r\n")).run();
        Messages sent = new Messages();
        ByteBuf envelope = Unpooled.buffer();
        ByteBuf content = Unpooled.buffer();
        sent.writeEnvelope(0, envelope);
        sent.writeContent(0, content);
        return new Rounds(
                channel,
                Rounds.read(envelope.toString(StandardCharsets.US_ASCII)),
                Rounds.read(content.toString(StandardCharsets.US_ASCII)));
    }

    @Benchmark
    public void transaction() {
        receiver.run();
    }

    @Benchmark
    public void transactionBySink() {
        sink.run();
    }
}
