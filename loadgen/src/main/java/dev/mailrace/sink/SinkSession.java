package dev.mailrace.sink;

import dev.mailrace.net.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: what comes goes to the dialogue, whose replies to a batch of reads go out in one
 * write and one flush.
 *
 * <p>Owned by its channel's event loop. A message on a kept session allocates what a write allocates, and nothing else
 * but what the dialogue does. Reading pauses while the client does not take its replies, so what waits for it is bounded by the
 * channel's water marks and one batch. So it does while bytes wait behind what a worker of the {@link ServiceDesk} has.
 */
final class SinkSession extends ChannelInboundHandlerAdapter {
    /** An event: the sink is to end. */
    static final Object STOP = new Object();

    private final SinkShard shard;
    private final Peer peer;
    private final SinkDialogue dialogue;

    private boolean awaitsHeader; // of the PROXY protocol
    private @Nullable IdleWatch idleWatch; // null before the connection
    private @Nullable ServiceWait serviceWait; // null before the first service

    SinkSession(SinkShard shard) {
        this.shard = shard;
        peer = new Peer(shard.tls);
        dialogue = new SinkDialogue(shard, peer);
        awaitsHeader = shard.settings.behaviour().has(SinkTrait.PROXY_PROTOCOL);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        shard.ledger.sessionOpened();
        peer.connected(ctx.channel());
        dialogue.connected(ctx.executor());
        Conduct conduct = dialogue.conduct();
        if (conduct != null) {
            conduct.connected(ctx.executor().ticker(), peer.addressText(), () -> flush(ctx));
        }
        IdleWatch watch = new IdleWatch(() -> silent(ctx));
        watch.start(ctx.executor(), shard.settings.limits().idleTimeout());
        idleWatch = watch;
        greetWhenDue(ctx);
    }

    /** The greeting comes behind the PROXY protocol's header, and over TLS where that is there from the first byte. */
    private void greetWhenDue(ChannelHandlerContext ctx) {
        boolean awaitsTls = shard.settings.tls().mode() == SinkTls.Mode.IMPLICIT && !peer.isSecure();
        if (dialogue.state() == SinkState.UNGREETED && !awaitsHeader && !awaitsTls) {
            dialogue.greet();
            if (dialogue.isHeld()) {
                paused(ctx, Unpooled.EMPTY_BUFFER, false);
            }
            flush(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HAProxyMessage header) {
            proxied(ctx, header);
            return;
        }
        ByteBuf in = (ByteBuf) message;
        try {
            if (dialogue.state() != SinkState.CLOSING) {
                heard();
            }
            dialogue.read(in);
            if (dialogue.pausesReading()) {
                paused(ctx, in, false);
            }
        } finally {
            in.release();
        }
    }

    /**
     * Does what the dialogue has stopped for.
     *
     * @param in borrowed; the dialogue has left what comes behind that
     * @param held whether that was there already when the last wait ended
     */
    private void paused(ChannelHandlerContext ctx, ByteBuf in, boolean held) {
        boolean late = dialogue.isHeld();
        if (!late && dialogue.state() == SinkState.SECURING) {
            secure(ctx);
            return;
        }
        ServiceWait wait = serviceWait(ctx);
        if (!wait.isUnderWay()) {
            EventExecutor loop = ctx.executor();
            long sinceNanos = held ? wait.finishNanos() : loop.ticker().nanoTime();
            wait.begin(
                    loop,
                    late
                            ? sinceNanos + dialogue.holdNanos()
                            : Objects.requireNonNull(shard.desk).finishNanos(dialogue.errand(), sinceNanos));
        }
        if (in.isReadable()) {
            wait.hold(ctx, in);
            readWhenDue(ctx);
        }
    }

    private ServiceWait serviceWait(ChannelHandlerContext ctx) {
        ServiceWait known = serviceWait;
        if (known == null) {
            known = new ServiceWait(() -> waited(ctx));
            serviceWait = known;
        }
        return known;
    }

    /** Goes on, also with what the client sent meanwhile. */
    private void waited(ChannelHandlerContext ctx) {
        heard();
        if (dialogue.isHeld()) {
            dialogue.release();
            flush(ctx);
        } else {
            dialogue.served();
        }
        ByteBuf in = serviceWait(ctx).takeHeld();
        try {
            if (in != null && !dialogue.pausesReading()) {
                dialogue.read(in);
            }
            if (dialogue.pausesReading()) {
                paused(ctx, in == null ? Unpooled.EMPTY_BUFFER : in, true);
            }
        } finally {
            if (in != null) {
                in.release();
            }
        }
        readWhenDue(ctx);
        flush(ctx);
    }

    private void ends(Account.SessionEnd how) {
        Conduct conduct = dialogue.conduct();
        if (conduct != null) {
            conduct.ends(how);
        }
    }

    private void heard() {
        if (idleWatch != null) {
            idleWatch.heard();
        }
    }

    /** A connection of the proxy's own, or one whose client it cannot name, stays what it is. */
    private void proxied(ChannelHandlerContext ctx, HAProxyMessage header) {
        String address = header.sourceAddress();
        if (header.command() == HAProxyCommand.PROXY && address != null) {
            peer.proxiedFrom(address);
        }
        header.release();
        awaitsHeader = false;
        greetWhenDue(ctx);
    }

    /**
     * Begins TLS behind the reply to STARTTLS. Whatever was sent with it has been thrown away: it may be anybody's
     * (RFC 3207 §4.2).
     */
    private void secure(ChannelHandlerContext ctx) {
        flush(ctx);
        ServerTls tls = Objects.requireNonNull(shard.tls);
        ctx.pipeline().addFirst(tls.newHandler(ctx.alloc()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent shaken && shaken.isSuccess() && !peer.isSecure()) {
            shard.ledger.secured();
            peer.secured(ctx.pipeline().get(SslHandler.class));
            dialogue.secured();
            greetWhenDue(ctx);
        }
        if (event == STOP) {
            stop(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Ends the session when the client has been given what was said; what it has not heard of did not happen. */
    private void stop(ChannelHandlerContext ctx) {
        ends(Account.SessionEnd.CLOSED_BY_SINK);
        boolean talks = dialogue.state() != SinkState.UNGREETED && dialogue.state() != SinkState.SECURING;
        flush(ctx);
        dialogue.stop();
        if (serviceWait != null) {
            serviceWait.stop();
        }
        ctx.channel().config().setAutoRead(false);
        if (talks) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE); // Behind all the rest.
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush(ctx);
    }

    private void flush(ChannelHandlerContext ctx) {
        if (dialogue.isHeld()) {
            return;
        }
        // The batch that makes a session CLOSING always has a last reply to write, so this closes every one of them.
        dialogue.replies()
                .flush(
                        ctx,
                        peer.isSecure(),
                        dialogue.state() == SinkState.CLOSING
                                ? ChannelFutureListener.CLOSE
                                : ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        Conduct conduct = dialogue.conduct();
        Ending ending = conduct == null ? null : conduct.takeEnding();
        if (ending != null) {
            ending.leave(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        readWhenDue(ctx);
    }

    private void readWhenDue(ChannelHandlerContext ctx) {
        boolean holdsBytes = serviceWait != null && serviceWait.holdsBytes();
        ctx.channel().config().setAutoRead(ctx.channel().isWritable() && !holdsBytes);
    }

    private void silent(ChannelHandlerContext ctx) {
        if (dialogue.pausesReading() && dialogue.state() != SinkState.SECURING) {
            heard(); // It is the client who waits.
        } else if (dialogue.state().canTalk()) {
            dialogue.silent();
            flush(ctx);
        } else {
            ends(Account.SessionEnd.CLOSED_BY_SINK);
            ctx.close(); // The client takes not even the last reply, or cannot be spoken to yet.
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        shard.ledger.sessionClosed();
        dialogue.closed();
        Conduct conduct = dialogue.conduct();
        if (conduct != null) {
            conduct.closed();
        }
        if (idleWatch != null) {
            idleWatch.stop();
        }
        if (serviceWait != null) {
            serviceWait.stop();
        }
    }

    /** A client that goes away is its own business; anything else is ours and goes on to whoever watches. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ends(Account.SessionEnd.RESET_BY_CLIENT);
        ctx.close();
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        // A header whose parts are longer than it fails where it is decoded, with whatever the decoder comes upon.
        boolean ofHeader = awaitsHeader && cause instanceof DecoderException;
        boolean clients = reason instanceof IOException || reason instanceof HAProxyProtocolException || ofHeader;
        if (!clients) {
            ctx.fireExceptionCaught(cause);
        }
    }
}
