package dev.mailrace.sink;

import dev.mailrace.wire.ContentEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: RFC 5321's commands by state, one write and one flush a batch of reads.
 *
 * <p>Owned by its channel's event loop. A message on a kept session allocates pooled buffers and what a write allocates,
 * nothing else. Reading pauses while the client does not take its replies, so what waits for it is bounded by the
 * channel's water marks and one batch.
 */
final class SinkSession extends ChannelInboundHandlerAdapter {
    /** The final dot and its line end, which are not content. */
    private static final int END_BYTES = 3;

    /** Silence is noticed by quarters of the limit: that costs a read one store, and no look at the clock. */
    private static final int QUARTERS = 4;

    private static final byte[] CHALLENGE = "334 ".getBytes(StandardCharsets.US_ASCII);

    private final SinkShard shard;
    private final SinkLimits limits;
    private final CommandDecoder decoder;
    private final ContentEnd contentEnd = new ContentEnd();
    private final Chunk chunk = new Chunk();

    private SinkState state = SinkState.GREETED;
    private int recipients;
    private long contentBytes;
    private int errors; // since the last accepted message
    private boolean authenticated;
    private @Nullable SinkAuth auth; // null outside an exchange

    private @Nullable ByteBuf out; // owned; null between a flush and the next reply
    private @Nullable ScheduledFuture<?> quarterTimer;
    private int silentQuarters;

    SinkSession(SinkShard shard) {
        this.shard = shard;
        limits = shard.settings.limits();
        decoder = new CommandDecoder(shard.line);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        shard.ledger.sessionOpened();
        long quarterNanos = limits.idleTimeout().toNanos() / QUARTERS;
        quarterTimer = ctx.executor()
                .scheduleWithFixedDelay(() -> quarterPassed(ctx), quarterNanos, quarterNanos, TimeUnit.NANOSECONDS);
        output().writeBytes(shard.hostReplies.greeting);
        flush(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (state != SinkState.CLOSING) {
                silentQuarters = 0;
            }
            read(in);
        } finally {
            in.release();
        }
    }

    /** Uses the bytes up: whatever a client sent ahead (RFC 2920) is answered with this batch. */
    private void read(ByteBuf in) {
        while (in.isReadable()) {
            switch (state) {
                case GREETED, READY, SENDER, RECIPIENTS, CHUNKS -> readCommand(in);
                case CHALLENGED -> readAnswer(in);
                case CONTENT -> readContent(in);
                case CHUNK -> readChunk(in);
                case CLOSING -> in.skipBytes(in.readableBytes());
            }
        }
    }

    private void readCommand(ByteBuf in) {
        switch (decoder.decode(in)) {
            case INCOMPLETE -> {}
            case TOO_LONG -> reply(SinkReply.LINE_TOO_LONG);
            case LINE -> obey(decoder.command());
        }
    }

    private void obey(Command command) {
        if (!command.inOrderIn(state)) {
            reply(outOfOrder());
            return;
        }
        switch (command) {
            case EHLO -> greeted(shard.hostReplies.ehlo);
            case HELO -> greeted(shard.hostReplies.helo);
            case AUTH -> authenticate();
            case MAIL -> mail();
            case RCPT -> rcpt();
            case DATA -> data();
            case BDAT -> bdat();
            case RSET -> reset();
            case NOOP -> reply(SinkReply.OK);
            case QUIT -> quit();
            case VRFY -> reply(hasArgument() ? SinkReply.NOT_VERIFIED : SinkReply.ARGUMENT_MISSING);
            case EXPN -> reply(SinkReply.EXPN_NOT_OFFERED);
            case HELP -> reply(SinkReply.HELP);
            case ETRN -> reply(hasArgument() ? SinkReply.NOTHING_QUEUED : SinkReply.ARGUMENT_MISSING);
            case UNKNOWN -> reply(SinkReply.NOT_RECOGNISED);
        }
    }

    private SinkReply outOfOrder() {
        return switch (state) {
            case GREETED -> SinkReply.EHLO_EXPECTED;
            case READY -> SinkReply.MAIL_EXPECTED;
            case SENDER -> SinkReply.RCPT_EXPECTED;
            case RECIPIENTS -> SinkReply.DATA_EXPECTED;
            case CHUNKS -> SinkReply.CHUNK_EXPECTED;
            case CHALLENGED, CONTENT, CHUNK, CLOSING ->
                throw new IllegalStateException("state: " + state + " (expected: one that takes commands)");
        };
    }

    /** EHLO and HELO end a transaction, as RSET does (RFC 5321 §4.1.4); a login stays. */
    private void greeted(byte[] reply) {
        if (!hasArgument()) {
            reply(SinkReply.HELLO_SYNTAX);
            return;
        }
        endTransaction();
        output().writeBytes(reply);
    }

    private void endTransaction() {
        state = SinkState.READY;
        recipients = 0;
        contentBytes = 0;
    }

    private void authenticate() {
        if (authenticated) {
            reply(SinkReply.AUTH_TWICE);
            return;
        }
        SinkAuth begun = new SinkAuth(shard.settings.accounts(), shard.sasl, shard.nextChallenge());
        authContinues(begun, begun.begin(decoder.bytes(), decoder.argumentStart(), decoder.end()));
    }

    private void authContinues(SinkAuth exchange, @Nullable SinkReply last) {
        if (last == null) {
            state = SinkState.CHALLENGED;
            auth = exchange;
            output().writeBytes(CHALLENGE).writeBytes(exchange.challenge()).writeShort('\r' << 8 | '\n');
            return;
        }
        state = SinkState.READY;
        auth = null;
        if (last == SinkReply.LOGGED_IN) {
            authenticated = true;
            shard.ledger.loggedIn();
        } else if (last == SinkReply.AUTH_FAILED) {
            shard.ledger.loginFailed();
        }
        reply(last);
    }

    private void readAnswer(ByteBuf in) {
        SinkAuth exchange = auth;
        if (exchange == null) {
            throw new IllegalStateException("auth: null (expected: an exchange while challenged)");
        }
        switch (decoder.decode(in)) {
            case INCOMPLETE -> {}
            case TOO_LONG -> authContinues(exchange, SinkReply.AUTH_LINE_TOO_LONG);
            case LINE -> authContinues(exchange, exchange.answer(decoder.bytes(), decoder.end()));
        }
    }

    private void mail() {
        if (shard.settings.authRequired() && !authenticated) {
            reply(SinkReply.AUTH_REQUIRED);
            return;
        }
        SinkReply reply =
                PathArguments.ofMail(decoder.bytes(), decoder.argumentStart(), decoder.end(), limits.sizeMax());
        if (reply == SinkReply.MAIL_OK) {
            state = SinkState.SENDER;
        }
        reply(reply);
    }

    private void rcpt() {
        if (recipients == limits.recipientsMax()) {
            reply(SinkReply.TOO_MANY_RECIPIENTS);
            return;
        }
        SinkReply reply = PathArguments.ofRcpt(decoder.bytes(), decoder.argumentStart(), decoder.end());
        if (reply == SinkReply.RCPT_OK) {
            state = SinkState.RECIPIENTS;
            recipients++;
        }
        reply(reply);
    }

    private void data() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        state = SinkState.CONTENT;
        reply(SinkReply.START_CONTENT);
    }

    private void readContent(ByteBuf in) {
        int start = in.readerIndex();
        int end = contentEnd.find(in);
        if (end == ContentEnd.NOT_FOUND) {
            contentBytes += in.readableBytes();
            in.skipBytes(in.readableBytes());
            return;
        }
        contentBytes += end - start;
        in.readerIndex(end);
        contentEnded(contentBytes - END_BYTES);
    }

    private void contentEnded(long bytes) {
        int recipientCount = recipients;
        endTransaction();
        if (bytes > limits.sizeMax()) {
            reply(SinkReply.TOO_BIG); // Only now: a client reads no reply before its final dot (RFC 1870 §6.3).
            return;
        }
        errors = 0;
        shard.ledger.messageAccepted(recipientCount, bytes);
        shard.writeQueued(output());
    }

    private void bdat() {
        boolean hasPlace = state == SinkState.RECIPIENTS || state == SinkState.CHUNKS;
        if (!chunk.begin(decoder.bytes(), decoder.argumentStart(), decoder.end(), hasPlace ? null : outOfOrder())) {
            reply(SinkReply.CHUNK_SYNTAX);
            state = SinkState.CLOSING;
            return;
        }
        state = SinkState.CHUNK;
        chunkMayEnd();
    }

    private void readChunk(ByteBuf in) {
        contentBytes += chunk.read(in);
        chunkMayEnd();
    }

    private void chunkMayEnd() {
        if (!chunk.isComplete()) {
            return;
        }
        SinkReply refusal = chunk.refusal();
        if (refusal != null) {
            endTransaction(); // What became of it is uncertain (RFC 3030 §2): the next MAIL begins anew.
            reply(refusal);
        } else if (chunk.isLast()) {
            contentEnded(contentBytes);
        } else {
            state = SinkState.CHUNKS;
            reply(SinkReply.CHUNK_OK);
        }
    }

    private void reset() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        if (state != SinkState.GREETED) {
            endTransaction();
        }
        reply(SinkReply.OK);
    }

    private void quit() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        state = SinkState.CLOSING;
        output().writeBytes(shard.hostReplies.bye);
    }

    private boolean hasArgument() {
        return decoder.argumentStart() < decoder.end();
    }

    private void reply(SinkReply reply) {
        if (reply.isError() && ++errors > limits.errorsMax()) {
            refuseAll(shard.hostReplies.tooManyErrors);
            return;
        }
        if (reply.refuses()) {
            shard.ledger.commandRefused();
        }
        output().writeBytes(reply.bytes());
    }

    /** Ends the session with a 421. */
    private void refuseAll(byte[] farewell) {
        state = SinkState.CLOSING;
        shard.ledger.commandRefused();
        output().writeBytes(farewell);
    }

    private ByteBuf output() {
        ByteBuf replies = out;
        if (replies == null) {
            replies = shard.newOutput();
            out = replies;
        }
        return replies;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush(ctx);
    }

    private void flush(ChannelHandlerContext ctx) {
        ByteBuf replies = out;
        if (replies == null) {
            return;
        }
        out = null;
        ChannelFuture written = ctx.writeAndFlush(replies);
        // The batch that makes a session CLOSING always has a last reply to write, so this closes every one of them.
        written.addListener(
                state == SinkState.CLOSING
                        ? ChannelFutureListener.CLOSE
                        : ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    }

    private void quarterPassed(ChannelHandlerContext ctx) {
        if (++silentQuarters <= QUARTERS) {
            return;
        }
        if (state == SinkState.CLOSING) {
            ctx.close(); // The client takes not even the last reply.
            return;
        }
        refuseAll(shard.hostReplies.idle);
        flush(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        shard.ledger.sessionClosed();
        state = SinkState.CLOSING;
        auth = null;
        if (quarterTimer != null) {
            quarterTimer.cancel(false);
        }
        if (out != null) {
            out.release();
            out = null;
        }
    }

    /** A client that goes away is its own business; anything else is ours and goes on to whoever watches. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
        if (!(cause instanceof IOException)) {
            ctx.fireExceptionCaught(cause);
        }
    }
}
