package dev.mailrace.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.MockTicker;

/** A wire whose kernel takes only as many bytes as the test lets it. */
final class SlowWire extends Rig.Wire {
    private long room = Long.MAX_VALUE;

    SlowWire(MockTicker ticker) {
        super(ticker, true);
    }

    /** From here on it takes no more than what {@link #take} says. */
    void stop() {
        room = 0;
    }

    /** Takes so many more bytes, now or as they come. */
    void take(long bytes) {
        room += bytes;
        flush();
        runPendingTasks(); // Of a content that had its turn.
    }

    /** What waits in the channel. */
    long pendingBytes() {
        ChannelOutboundBuffer pending = unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        while (in.current() instanceof ByteBuf message && (room > 0 || !message.isReadable())) {
            int bytes = (int) Math.min(room, message.readableBytes());
            outboundMessages().add(Unpooled.copiedBuffer(message.slice(message.readerIndex(), bytes)));
            room -= bytes;
            in.removeBytes(bytes);
        }
    }
}
