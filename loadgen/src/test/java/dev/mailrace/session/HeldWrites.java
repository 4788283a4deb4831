package dev.mailrace.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A kernel whose send buffer is full: it takes writes only as the test says. */
final class HeldWrites extends ChannelOutboundHandlerAdapter {
    boolean holding;

    private final Deque<ChannelPromise> held = new ArrayDeque<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (holding) {
            ReferenceCountUtil.release(message);
            held.add(promise);
        } else {
            ctx.write(message, promise);
        }
    }

    void take(int writes) {
        for (int i = 0; i < writes; i++) {
            held.remove().setSuccess();
        }
    }

    void fail() {
        for (ChannelPromise promise : held) {
            promise.setFailure(new IOException("Broken pipe"));
        }
        held.clear();
    }
}
