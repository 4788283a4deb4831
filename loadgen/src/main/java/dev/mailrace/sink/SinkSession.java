package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: RFC 5321's commands by state, one write and one flush a batch of reads.
 *
 * <p>Owned by its channel's event loop. A message on a kept session allocates pooled buffers and what a write allocates,
 * nothing else. Reading pauses while the client does not take its replies, so what waits for it is bounded by the
 * channel's water marks and one batch.
 */
final class SinkSession extends ChannelInboundHandlerAdapter {
    private static final byte[] CHALLENGE = "334 ".getBytes(StandardCharsets.US_ASCII);

    private final SinkShard shard;
    private final SinkLimits limits;
    private final CommandDecoder decoder;
    private final Transaction transaction;

    private SinkState state = SinkState.GREETED;
    private int errors; // since the last accepted message
    private boolean authenticated;
    private @Nullable SinkAuth auth; // null outside an exchange

    private @Nullable ByteBuf out; // owned; null between a flush and the next reply
    private @Nullable IdleWatch idleWatch; // null before the connection

    SinkSession(SinkShard shard) {
        this.shard = shard;
        limits = shard.settings.limits();
        decoder = new CommandDecoder(shard.line);
        transaction = new Transaction(shard);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        shard.ledger.sessionOpened();
        IdleWatch watch = new IdleWatch(() -> silent(ctx));
        watch.start(ctx.executor(), limits.idleTimeout());
        idleWatch = watch;
        output().writeBytes(shard.hostReplies.greeting);
        flush(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (state != SinkState.CLOSING && idleWatch != null) {
                idleWatch.heard();
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
                case CONTENT -> {
                    if (transaction.readContent(in)) {
                        contentEnded();
                    }
                }
                case CHUNK -> {
                    transaction.readChunk(in);
                    chunkMayEnd();
                }
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
            case VRFY -> reply(VrfyArgument.judge(decoder));
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
        transaction.end();
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
        SinkReply reply = transaction.begin(decoder, false);
        if (reply == SinkReply.MAIL_OK) {
            state = SinkState.SENDER;
        }
        reply(reply);
    }

    private void rcpt() {
        SinkReply reply = transaction.addRecipient(decoder);
        if (reply == SinkReply.RCPT_OK) {
            state = SinkState.RECIPIENTS;
        }
        reply(reply);
    }

    private void data() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        if (transaction.isBinary()) {
            reply(SinkReply.BDAT_EXPECTED);
            return;
        }
        state = SinkState.CONTENT;
        reply(SinkReply.START_CONTENT);
    }

    private void contentEnded() {
        SinkReply refusal = transaction.refusal();
        endTransaction();
        if (refusal != null) {
            reply(refusal);
            return;
        }
        errors = 0;
        shard.writeQueued(output());
    }

    private void bdat() {
        boolean hasPlace = state == SinkState.RECIPIENTS || state == SinkState.CHUNKS;
        if (!transaction.beginChunk(decoder, hasPlace ? null : outOfOrder())) {
            reply(SinkReply.CHUNK_SYNTAX);
            state = SinkState.CLOSING;
            return;
        }
        state = SinkState.CHUNK;
        chunkMayEnd();
    }

    private void chunkMayEnd() {
        Chunk chunk = transaction.chunk();
        if (!chunk.isComplete()) {
            return;
        }
        SinkReply refusal = chunk.refusal();
        if (refusal != null) {
            endTransaction(); // What became of it is uncertain (RFC 3030 §2): the next MAIL begins anew.
            reply(refusal);
        } else if (chunk.isLast()) {
            contentEnded();
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

    private void silent(ChannelHandlerContext ctx) {
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
        if (idleWatch != null) {
            idleWatch.stop();
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
