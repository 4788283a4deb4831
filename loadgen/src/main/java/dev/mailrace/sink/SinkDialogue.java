package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What is said in one session: RFC 5321's commands by state, and the replies to a batch of reads in one buffer.
 *
 * <p>Owned by its session, on its event loop. A message on a kept session allocates its pooled buffers, nothing else.
 */
final class SinkDialogue {
    private final SinkShard shard;
    private final Peer peer;
    private final CommandDecoder decoder;
    private final Transaction transaction;
    private final Speaker speaker;
    private final SinkContents contents;
    private final SinkLogin login;
    private @Nullable SinkReply verdict; // of a login that is served; null while a message is, or nothing

    SinkDialogue(SinkShard shard, Peer peer) {
        this.shard = shard;
        this.peer = peer;
        decoder = new CommandDecoder(shard.line);
        transaction = new Transaction(shard);
        speaker = new Speaker(shard, decoder);
        contents = new SinkContents(shard, speaker, transaction);
        login = new SinkLogin(shard, peer, speaker.replies());
    }

    SinkState state() {
        return speaker.state();
    }

    /** What it does wrong; null: nothing. */
    @Nullable
    Conduct conduct() {
        return speaker.conduct();
    }

    /** What there is to say. */
    Replies replies() {
        return speaker.replies();
    }

    /** Whether the reply that was said last is held back, and everything behind it. */
    boolean isHeld() {
        return speaker.isHeld();
    }

    long holdNanos() {
        return speaker.holdNanos();
    }

    void release() {
        speaker.release();
    }

    /** Whether what comes next is not to be read now. */
    boolean pausesReading() {
        return speaker.isHeld() || state().pausesReading();
    }

    /** The session lives on that loop. */
    void connected(EventExecutor loop) {
        transaction.connected(loop);
    }

    /** Begins. */
    void greet() {
        speaker.go(SinkState.GREETED);
        speaker.begin(SinkPhase.BANNER);
        if (!speaker.isStruck(1)) {
            speaker.say(shard.hostReplies.greeting);
        }
        speaker.end();
    }

    /** TLS is on: nothing that was said before it counts (RFC 3207 §4.2). */
    void secured() {
        transaction.end();
        if (state() == SinkState.SECURING) {
            speaker.go(SinkState.GREETED);
        }
    }

    /** Ends the session for the client's silence. */
    void silent() {
        speaker.begin(SinkPhase.OTHER);
        speaker.refuseAll(shard.hostReplies.idle);
        speaker.end();
    }

    /** Obeys no more, and forgets what was not answered, also what is being served. */
    void stop() {
        if (state() == SinkState.SERVED && verdict == null) {
            contents.unanswered();
        }
        speaker.go(SinkState.CLOSING);
        login.drop();
        transaction.end();
    }

    /** The connection is gone. */
    void closed() {
        stop();
        replies().drop();
    }

    /**
     * Uses the bytes up, which are borrowed: whatever a client sent ahead (RFC 2920) is answered with this batch; but
     * for those behind what is to be {@link SinkState#SERVED}.
     */
    void read(ByteBuf in) {
        while (in.isReadable() && !speaker.isHeld()) {
            switch (state()) {
                case GREETED, READY, SENDER, RECIPIENTS, CHUNKS -> readCommand(in);
                case CHALLENGED -> {
                    speaker.begin(SinkPhase.AUTH);
                    readAnswer(in);
                    speaker.end();
                }
                case CONTENT -> contents.read(in);
                case CHUNK -> contents.readChunk(in);
                case SERVED -> {
                    return;
                }
                case UNGREETED, SECURING, BROKEN, CLOSING -> in.skipBytes(in.readableBytes());
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
        speaker.begin(SinkPhase.of(command));
        if (!command.inOrderIn(state())) {
            boolean meets = state() == SinkState.SENDER || state() == SinkState.RECIPIENTS;
            Conduct conduct = conduct();
            if (conduct != null && command == Command.MAIL && meets) {
                conduct.meetsEnvelope();
            }
            reply(state().outOfOrder(shard.speaksLmtp));
        } else if (command == Command.BDAT || !speaker.isStruck(1)) { // The chunk must be read before it is answered.
            execute(command);
        }
        speaker.end();
    }

    private void execute(Command command) {
        switch (command) {
            case EHLO, LHLO, HELO -> hello(command);
            case STARTTLS -> startTls();
            case XCLIENT -> speakFor();
            case AUTH -> authenticate();
            case MAIL -> mail();
            case RCPT -> rcpt();
            case DATA -> data();
            case BDAT -> contents.bdat(decoder);
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
        contents.end();
        ByteBuf reply = replies().output();
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
            speaker.go(SinkState.SECURING);
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
        contents.end();
        speaker.go(SinkState.GREETED);
        speaker.say(shard.hostReplies.greeting);
    }

    private void authenticate() {
        authContinues(login.begin(decoder));
    }

    private void authContinues(@Nullable SinkReply last) {
        if (last == null) {
            speaker.go(SinkState.CHALLENGED);
        } else if (last.isVerdict() && isToBeServed(ServiceDesk.Errand.LOGIN)) {
            verdict = last;
        } else {
            authEnded(last);
        }
    }

    private void authEnded(SinkReply last) {
        speaker.go(SinkState.READY);
        login.ended(last);
        reply(last);
    }

    private void readAnswer(ByteBuf in) {
        switch (decoder.decode(in)) {
            case INCOMPLETE -> {}
            case TOO_LONG -> {
                login.drop();
                authContinues(SinkReply.AUTH_LINE_TOO_LONG);
            }
            case LINE -> authContinues(login.answer(decoder));
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
            speaker.go(SinkState.SENDER);
            Conduct conduct = conduct();
            if (conduct != null) {
                conduct.sender(decoder);
            }
        }
        reply(reply);
    }

    private void rcpt() {
        SinkReply reply = transaction.addRecipient(decoder);
        if (reply == SinkReply.RCPT_OK) {
            speaker.go(SinkState.RECIPIENTS);
        }
        reply(reply);
    }

    private void data() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        contents.data();
    }

    /** Whether a worker is to have it before it is answered; then it is {@link SinkState#SERVED} until {@link #served}. */
    private boolean isToBeServed(ServiceDesk.Errand errand) {
        if (shard.desk == null || !shard.desk.takesTime(errand)) {
            return false;
        }
        speaker.go(SinkState.SERVED);
        return true;
    }

    /** What is being served. */
    ServiceDesk.Errand errand() {
        return verdict == null ? ServiceDesk.Errand.MESSAGE : ServiceDesk.Errand.LOGIN;
    }

    /** The worker has done with it. */
    void served() {
        SinkReply last = verdict;
        verdict = null;
        if (last == null) {
            contents.answer();
        } else {
            speaker.begin(SinkPhase.AUTH);
            authEnded(last);
            speaker.end();
        }
    }

    private void reset() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        if (state() != SinkState.GREETED) {
            contents.end();
        }
        reply(SinkReply.OK);
    }

    private void quit() {
        if (hasArgument()) {
            reply(SinkReply.NO_ARGUMENTS);
            return;
        }
        speaker.go(SinkState.CLOSING);
        speaker.say(shard.hostReplies.bye);
        Conduct conduct = conduct();
        if (conduct != null) {
            conduct.ends(Account.SessionEnd.QUIT);
        }
    }

    private boolean hasArgument() {
        return decoder.argumentStart() < decoder.end();
    }

    private void reply(SinkReply reply) {
        speaker.reply(reply);
    }
}
