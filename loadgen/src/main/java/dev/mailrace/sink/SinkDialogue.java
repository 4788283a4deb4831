package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is said in one session: RFC 5321's commands by state, and the replies to a batch of reads in one buffer.
 *
 * <p>Owned by its session, on its event loop. A message on a kept session allocates its pooled buffers, nothing else.
 */
final class SinkDialogue {
    private static final byte[] CHALLENGE = "334 ".getBytes(StandardCharsets.US_ASCII);

    private final SinkShard shard;
    private final Peer peer;
    private final CommandDecoder decoder;
    private final Transaction transaction;
    private final Replies replies;

    private SinkState state = SinkState.UNGREETED;
    private SinkState chunkFrom = SinkState.READY; // where its BDAT came
    private int errors; // since the last accepted message
    private @Nullable SinkAuth auth; // null outside an exchange
    private @Nullable SinkReply verdict; // of a login that is served; null while a message is, or nothing

    SinkDialogue(SinkShard shard, Peer peer) {
        this.shard = shard;
        this.peer = peer;
        decoder = new CommandDecoder(shard.line);
        transaction = new Transaction(shard);
        replies = new Replies(shard);
    }

    SinkState state() {
        return state;
    }

    /** What there is to say. */
    Replies replies() {
        return replies;
    }

    /** Begins, or begins anew. */
    void greet() {
        state = SinkState.GREETED;
        replies.output().writeBytes(shard.hostReplies.greeting);
    }

    /** TLS is on: nothing that was said before it counts (RFC 3207 §4.2). */
    void secured() {
        transaction.end();
        if (state == SinkState.SECURING) {
            state = SinkState.GREETED;
        }
    }

    /** Ends the session for the client's silence. */
    void silent() {
        refuseAll(shard.hostReplies.idle);
    }

    /** Obeys no more, and forgets what was not answered, also what is being served. */
    void stop() {
        state = SinkState.CLOSING;
        auth = null;
        transaction.end();
    }

    /** The connection is gone. */
    void closed() {
        stop();
        replies.drop();
    }

    /**
     * Uses the bytes up, which are borrowed: whatever a client sent ahead (RFC 2920) is answered with this batch; but
     * for those behind what is to be {@link SinkState#SERVED}.
     */
    void read(ByteBuf in) {
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
                case SERVED -> {
                    return;
                }
                case UNGREETED, SECURING, CLOSING -> in.skipBytes(in.readableBytes());
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

    private void obey(Command spoken) {
        Command command = shard.commands.contains(spoken) ? spoken : Command.UNKNOWN;
        if (!command.inOrderIn(state)) {
            reply(state.outOfOrder(shard.speaksLmtp));
            return;
        }
        switch (command) {
            case EHLO, LHLO, HELO -> hello(command);
            case STARTTLS -> startTls();
            case XCLIENT -> speakFor();
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

    /** EHLO and its like end a transaction, as RSET does (RFC 5321 §4.1.4); a login stays. */
    private void hello(Command command) {
        if (!hasArgument()) {
            reply(SinkReply.HELLO_SYNTAX);
            return;
        }
        endTransaction();
        ByteBuf reply = replies.output();
        ByteBufUtil.writeAscii(reply, command == Command.HELO ? "250 " : "250-");
        reply.writeBytes(shard.hostReplies.name);
        peer.writeHello(reply);
        if (command == Command.HELO) {
            reply.writeShort('\r' << 8 | '\n');
        } else {
            reply.writeBytes(shard.hostReplies.capabilities(peer));
        }
    }

    private void startTls() {
        if (peer.isSecure()) {
            reply(SinkReply.TLS_TWICE);
        } else if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
        } else {
            state = SinkState.SECURING;
            reply(SinkReply.TLS_READY);
        }
    }

    /** The session begins anew, with another at its end. */
    private void speakFor() {
        XclientArguments other = XclientArguments.parse(decoder.bytes(), decoder.argumentStart(), decoder.end());
        if (other == null) {
            reply(SinkReply.XCLIENT_SYNTAX);
            return;
        }
        peer.speaksFor(other);
        endTransaction();
        greet();
    }

    private void endTransaction() {
        state = SinkState.READY;
        transaction.end();
    }

    private void authenticate() {
        if (peer.isAuthenticated()) {
            reply(SinkReply.AUTH_TWICE);
            return;
        }
        SinkAuth begun = new SinkAuth(shard.settings.logins().accounts(), shard.sasl, shard.nextChallenge(), peer);
        authContinues(begun, begun.begin(decoder.bytes(), decoder.argumentStart(), decoder.end()));
    }

    private void authContinues(SinkAuth exchange, @Nullable SinkReply last) {
        if (last == null) {
            state = SinkState.CHALLENGED;
            auth = exchange;
            replies.output()
                    .writeBytes(CHALLENGE)
                    .writeBytes(exchange.challenge())
                    .writeShort('\r' << 8 | '\n');
            return;
        }
        auth = null;
        if (last.isVerdict() && isToBeServed(ServiceDesk.Errand.LOGIN)) {
            verdict = last;
        } else {
            authEnded(last);
        }
    }

    private void authEnded(SinkReply last) {
        state = SinkState.READY;
        if (last == SinkReply.LOGGED_IN) {
            peer.loggedIn();
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
        if (shard.settings.tls().mode() == SinkTls.Mode.REQUIRED && !peer.isSecure()) {
            reply(SinkReply.TLS_REQUIRED);
            return;
        }
        if (shard.settings.logins().required() && !peer.isAuthenticated()) {
            reply(SinkReply.AUTH_REQUIRED);
            return;
        }
        SinkReply reply = transaction.begin(decoder, peer.isSecure());
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
        transaction.beginContent();
        reply(SinkReply.START_CONTENT);
    }

    private void contentEnded() {
        if (!isToBeServed(ServiceDesk.Errand.MESSAGE)) {
            answerContent();
        }
    }

    /** Whether a worker is to have it before it is answered; then it is {@link SinkState#SERVED} until {@link #served}. */
    private boolean isToBeServed(ServiceDesk.Errand errand) {
        if (shard.desk == null || !shard.desk.takesTime(errand)) {
            return false;
        }
        state = SinkState.SERVED;
        return true;
    }

    /** What is being served. */
    ServiceDesk.Errand errand() {
        return verdict == null ? ServiceDesk.Errand.MESSAGE : ServiceDesk.Errand.LOGIN;
    }

    /** The worker has done with it. */
    void served() {
        SinkReply login = verdict;
        verdict = null;
        if (login == null) {
            answerContent();
        } else {
            authEnded(login);
        }
    }

    /** Answers for the message; in LMTP for each of its recipients, in their order (RFC 2033 §4.2). */
    private void answerContent() {
        SinkReply refusal = transaction.refusal();
        int count = shard.speaksLmtp ? transaction.recipients() : 1;
        if (refusal == null) {
            errors = 0;
        }
        for (int i = 0; i < count && state != SinkState.CLOSING; i++) {
            if (refusal != null) {
                reply(refusal);
            } else if (transaction.isFull(i)) {
                reply(SinkReply.MAILBOX_FULL);
            } else {
                shard.writeQueued(replies.output());
            }
        }
        if (refusal == null && transaction.acceptedRecipients() > 0) {
            replies.accept(transaction.acceptedRecipients(), transaction.contentBytes());
        }
        if (state != SinkState.CLOSING) {
            endTransaction();
        }
    }

    private void bdat() {
        boolean hasPlace = state == SinkState.RECIPIENTS || state == SinkState.CHUNKS;
        if (!transaction.beginChunk(decoder, hasPlace ? null : state.outOfOrder(shard.speaksLmtp))) {
            reply(SinkReply.CHUNK_SYNTAX);
            state = SinkState.CLOSING;
            return;
        }
        chunkFrom = state;
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
            state = chunkFrom; // It had no place, so it changes nothing: only RSET ends a transaction (RFC 3030 §2).
            if (shard.resetsAtRefusedLast && chunk.isLast() && state != SinkState.GREETED) {
                endTransaction();
            }
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
        replies.output().writeBytes(shard.hostReplies.bye);
    }

    private boolean hasArgument() {
        return decoder.argumentStart() < decoder.end();
    }

    private void reply(SinkReply reply) {
        if (reply.isError() && ++errors > shard.settings.limits().errorsMax()) {
            refuseAll(shard.hostReplies.tooManyErrors);
            return;
        }
        if (reply.refuses()) {
            shard.ledger.commandRefused();
        }
        replies.output().writeBytes(reply.bytes());
    }

    /** Ends the session with a 421. */
    private void refuseAll(byte[] farewell) {
        state = SinkState.CLOSING;
        shard.ledger.commandRefused();
        replies.output().writeBytes(farewell);
    }
}
