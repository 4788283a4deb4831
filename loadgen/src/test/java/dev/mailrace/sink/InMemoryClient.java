package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import java.nio.charset.StandardCharsets;

/** A client of a sink session on an in-memory channel: bytes in, bytes out, and no buffer left at the end. */
final class InMemoryClient implements AutoCloseable {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    final Ledger ledger;
    final EmbeddedChannel channel;

    InMemoryClient(SinkSettings settings) {
        this(new SinkShared(settings, new Ledger(), null), EmbeddedChannel.builder());
    }

    /** One of several clients of a sink, each on a loop of its own, by a clock that they have in common. */
    InMemoryClient(SinkShared sink, MockTicker clock) {
        this(sink, EmbeddedChannel.builder().ticker(clock));
    }

    private InMemoryClient(SinkShared sink, EmbeddedChannel.Builder channels) {
        ledger = sink.ledger();
        SinkShard shard = new SinkShard(sink, 0, allocator);
        channel = channels.handlers(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.config().setAllocator(allocator);
                        shard.serve(made.pipeline());
                    }
                })
                .build();
    }

    /** Sends bytes as one read. */
    void send(String bytes) {
        channel.writeInbound(buffer(bytes));
    }

    /** Sends bytes as one of several reads, whose end is still to come. */
    void sendMore(String bytes) {
        channel.writeOneInbound(buffer(bytes));
    }

    private ByteBuf buffer(String bytes) {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        return allocator.buffer(raw.length).writeBytes(raw);
    }

    /** What has been written since the last call. */
    String received() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        return text.toString();
    }

    /** How many writes have been flushed since they were last counted or received. */
    int writes() {
        return channel.outboundMessages().size();
    }

    /** Of what the session has allocated and not released. */
    long bytesHeld() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        assertThat(ledger.totals().sessionsOpen()).as("sessions open").isZero();
        assertThat(bytesHeld()).as("bytes leaked").isZero();
    }
}
