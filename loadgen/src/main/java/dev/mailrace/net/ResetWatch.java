package dev.mailrace.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reset of a TCP connection that its channel was never told of, and says it as the channel would have. Owned by
 * the channel's loop.
 *
 * <p>io_uring's channels poll with one request for all that is to come (multishot POLL_ADD), which tells of changes. Of
 * data and a reset that come together it tells once; the read takes the data, hears from the kernel that nothing is left
 * behind them (as it does not where a FIN is), and nobody ever asks again. A poll for each read would find it, and costs
 * the CPU of a call more a read. So the kernel is asked for the connection's state instead, once behind the last that was
 * read: a reset that comes later comes alone, and of that the channel is told.
 *
 * <p>What was received before the reset may still be on its way through the loop when the kernel is asked; so a reset
 * counts only at the next look, when nothing was heard until then. {@link ResetPatrol} has each watch of a loop look.
 */
public final class ResetWatch extends ChannelInboundHandlerAdapter {
    /** IPPROTO_TCP and TCP_INFO of Linux's netinet; four bytes of it are read, and the state is the first. */
    private static final ChannelOption<Integer> TCP_INFO = new IntegerUnixChannelOption("TCP_INFO", 6, 11);

    /** TCP_CLOSE of Linux's net/tcp_states.h: where a reset leaves a connection. */
    private static final int CLOSED = 7;

    private enum Silence {
        /** Something came since the last look. */
        BROKEN,
        /** Nothing came between two looks. */
        BEGUN,
        /** The connection stood: whatever ends it from now on, the channel will be told. */
        HARMLESS,
        /** The connection was gone. */
        GRAVE
    }

    /** Read and written by {@link ResetPatrol}. */
    int patrolSlot;

    private final ResetPatrol patrol;
    private Silence silence = Silence.BROKEN;
    private @Nullable ChannelHandlerContext context;

    private ResetWatch(ResetPatrol patrol) {
        this.patrol = patrol;
    }

    /** Whether TCP channels of that transport may miss a reset. */
    public static boolean isNeeded(Transport transport) {
        return transport == Transport.IO_URING && IoUring.isPollAddMultishotEnabled();
    }

    /** Adds a watch where the pipeline's channel may miss a reset; to be called on the channel's loop. */
    public static void addWhereNeeded(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        if (channel instanceof IoUringSocketChannel && isNeeded(Transport.IO_URING)) {
            pipeline.addLast(new ResetWatch(ResetPatrol.ofLoop(channel.eventLoop())));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        patrol.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        patrol.remove(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        silence = Silence.BROKEN;
        ctx.fireChannelReadComplete();
    }

    /** A failed write may have been told of the reset that the next read would have been told of. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        silence = Silence.BROKEN;
        ctx.fireExceptionCaught(cause);
    }

    void look() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        switch (silence) {
            case BROKEN -> silence = Silence.BEGUN;
            case BEGUN -> silence = isClosed(ctx.channel()) ? Silence.GRAVE : Silence.HARMLESS;
            case HARMLESS -> {}
            case GRAVE -> {
                silence = Silence.HARMLESS;
                say(ctx);
            }
        }
    }

    private static boolean isClosed(Channel channel) {
        if (!channel.isActive()) {
            return false; // Not yet connected, or on its way out.
        }
        Integer info = channel.config().getOption(TCP_INFO);
        return info != null && (info & 0xff) == CLOSED; // Little-endian, as every machine that has this transport.
    }

    /** What the channel does when a read meets a reset: the close is its own, so TLS has nothing to say in it. */
    private static void say(ChannelHandlerContext ctx) {
        ctx.fireExceptionCaught(new IOException("Connection reset by peer"));
        ctx.channel().unsafe().close(ctx.newPromise());
    }
}
