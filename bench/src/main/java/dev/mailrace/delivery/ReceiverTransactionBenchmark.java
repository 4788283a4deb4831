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
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A receiver's end of one transaction of 4 KiB after another on a kept session, beside a sink that recognises nothing. */
@State(Scope.Thread)
public class ReceiverTransactionBenchmark {
    private final Messages messages = new Messages();
    private final ArrivalLog log = new ArrivalLog();
    private Rounds receiver;
    private Rounds sink;
    private Rounds bare;
    private long arrived;
    private final ArrivalLog.Reader counting = this::count;

    @Setup
    public void setUp() {
        Following following =
                new Following(new DeliveryPlan(List.of(messages.plan), number -> 0, DeliveryCheck.BODY), log);
        following.begins(0, 0);
        receiver = rounds(SinkBehaviour.PLAIN.withReceiver(loop -> new DeliveryIntake(loop, () -> following)));
        sink = rounds(SinkBehaviour.PLAIN);
        bare = sink.bare();
    }

    private Rounds rounds(SinkBehaviour behaviour) {
        SinkShard shard = new SinkShard(SinkSettings.defaults().withBehaviour(behaviour), new Ledger(), 0);
        EmbeddedChannel channel = Rounds.channel(shard.newSession());
        channel.releaseOutbound(); // the greeting
        new Rounds(channel, Rounds.read("EHLO client.mailrace.example\r\n")).run();
        ByteBuf envelope = Unpooled.buffer();
        ByteBuf content = Unpooled.buffer();
        messages.writeEnvelope(0, envelope);
        messages.writeContent(0, content);
        return new Rounds(
                channel,
                Rounds.read(envelope.toString(StandardCharsets.US_ASCII)),
                Rounds.read(content.toString(StandardCharsets.US_ASCII)));
    }

    @Benchmark
    public long transaction() {
        receiver.run();
        log.drain(counting);
        return arrived;
    }

    private void count(ArrivalLog.Kind kind, long sequence, int recipient, long dueMicros, long nanos, String remark) {
        if (kind != ArrivalLog.Kind.WHOLE) {
            throw new IllegalStateException(kind + " " + remark);
        }
        arrived++;
    }

    @Benchmark
    public void transactionBySink() {
        sink.run();
    }

    @Benchmark
    public void transactionByBareHandler() {
        bare.run();
    }
}
