package dev.mailrace.session;

import dev.mailrace.session.Outcome.Reason;
import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.Reply;
import dev.mailrace.wire.ReplyDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one connection: EHLO, AUTH, transactions, QUIT.
 *
 * <p>Owned by its channel's loop. Replies are matched with the commands in {@link Flight}; the owner is told of every phase
 * and gives the work. All that a turn of the loop writes goes out in one flush.
 */
public final class SmtpSession extends ChannelInboundHandlerAdapter {
    final SessionSettings settings;
    final ReplyDecoder decoder = new ReplyDecoder();
    final Flight flight = new Flight();
    final Outbox outbox = new Outbox();
    final TlsLayer tls;
    final TransactionFlow transactions;
    final Secrets secrets;

    private final SessionOwner owner;
    private final Deadlines deadlines;
    private final Caller caller;
    private final ServerAddress server;
    private final Greeting greeting;
    private final Unanswered unanswered;
    private final ReplyDispatch dispatch;

    int deadlineSlot; // read and written by Deadlines, as the next
    long deadlineNanos;
    boolean watchesContent; // some of it may not have left: its limit counts from the last byte that did

    private @Nullable ChannelHandlerContext context;
    private Capabilities capabilities = Capabilities.NONE;
    private long connectNanos;
    private boolean established;
    private boolean reading; // from what arrives to the end of the turn
    private boolean quitWanted;
    private boolean closed;
    private @Nullable Phase dropped; // the phase after which the session leaves, once it is over
    private @Nullable Outcome loss; // what the system said of the connection's end

    SmtpSession(SessionSettings settings, Caller caller, ServerAddress to, SessionOwner owner, Deadlines deadlines) {
        this.settings = settings;
        this.caller = caller;
        this.server = to;
        this.secrets = Secrets.of(caller.credentials());
        this.owner = owner;
        this.deadlines = deadlines;
        this.tls = new TlsLayer(this, owner);
        this.greeting = new Greeting(this, owner, caller);
        this.transactions = new TransactionFlow(this, owner);
        this.unanswered = new Unanswered(this, owner, transactions);
        this.dispatch = new ReplyDispatch(this, greeting, transactions);
    }

    // Connecting.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connectNanos = now();
        sent(Phase.CONNECT, connectNanos, null);
        deadlines.add(this);
        if (ctx.channel().isActive()) {
            connected();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connected();
    }

    private void connected() {
        if (closed || flight.isEmpty() || flight.phase() != Phase.CONNECT) {
            return;
        }
        long now = now();
        answered(now, true);
        if (settings.security().isImplicit()) {
            tls.begin(now);
        } else {
            greeting.awaitBanner(now);
        }
        dropIfDue();
        flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        long now = now();
        if (!closed && event instanceof SslHandshakeCompletionEvent handshake && tls.ended(handshake, now) && !closed) {
            greeting.secured(now);
            dropIfDue();
            flush();
        } else if (tls.isEndedBy(event)) {
            channelInactive(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    void connectFailed(Throwable cause) {
        close(server.named(Losses.of(Phase.CONNECT, cause, null)));
    }

    // Replies.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        reading = true;
        try {
            long now = now();
            while (!closed) {
                int code = decoder.decode(in);
                if (code == ReplyDecoder.INCOMPLETE) {
                    dispatch.ranOut();
                    break;
                }
                dispatch.replied(code, now);
                dropIfDue();
                tls.beginIfDue(in, now);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
        if (!closed) {
            owner.readCompleted();
        }
    }

    /** The server broke the protocol: the session cannot go on. */
    void violated(String what) {
        close(Outcome.failed(phaseAtHand(), Reason.PROTOCOL, secrets.shown(what)));
    }

    /** The phase that an end of the session falls into. */
    Phase phaseAtHand() {
        if (flight.isEmpty()) {
            return greeting.authentication().isWorking() ? Phase.AUTH : Phase.SESSION;
        }
        return flight.phase();
    }

    // What the parts of the dialogue share.

    /** Notes a command that has just been written. */
    void sent(Phase phase, long now, @Nullable Transaction transaction) {
        sentSince(now, phase, now, transaction);
    }

    /** As {@link #sent}, where the phase began before its last command was written. */
    void sentSince(long sinceNanos, Phase phase, long now, @Nullable Transaction transaction) {
        boolean oldest = flight.isEmpty();
        flight.add(phase, sinceNanos, transaction, outbox.lastWrite());
        if (oldest) {
            goesOn(now);
        }
    }

    /** The oldest command has its reply: its time is reported, and the next one's deadline begins. */
    void answered(long now, boolean positive) {
        answeredAfter(now - flight.sentNanos(), now, positive);
    }

    /** As {@link #answered}, for a phase of several rounds whose time was added up. */
    void answeredAfter(long serviceNanos, long now, boolean positive) {
        Phase phase = flight.phase();
        Transaction transaction = flight.transaction();
        if (positive && phase == caller.behaviour().dropAfter()) {
            dropped = phase;
        }
        flight.remove(); // Before the owner is told, which may end the session.
        if (positive && transaction != null) {
            transaction.touched = true;
        }
        owner.phaseEnded(phase, serviceNanos, positive, transaction);
        if (!closed) {
            goesOn(now);
        }
    }

    /** Leaves without a word where that is asked for: what else was to be said stays unsaid. */
    private void dropIfDue() {
        Phase phase = dropped;
        if (phase != null && !closed) {
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0); // A reset, not a FIN.
            close(Outcome.dropped(phase));
        }
    }

    Behaviour behaviour() {
        return caller.behaviour();
    }

    /** The server has its time anew: for the next command, or since more is on its way. */
    void goesOn(long now) {
        if (loss == null) { // Else the last words must come in their time.
            long nanos =
                    flight.isEmpty() ? Long.MAX_VALUE / 2 : settings.timeouts().nanos(flight.phase());
            deadlineNanos = now + nanos;
        }
    }

    boolean isClosed() {
        return closed;
    }

    Reply reply() { // for people
        return secrets.hidden(decoder.reply());
    }

    long now() {
        return context().executor().ticker().nanoTime();
    }

    ChannelHandlerContext context() {
        if (context != null) {
            return context;
        }
        throw new IllegalStateException("the session has no channel (expected: added to a pipeline)");
    }

    ByteBuf out(int bytes) {
        return outbox.buffer(context(), bytes);
    }

    /** Once a turn: what is said upon a reply leaves when all that came with it is heard. */
    void flush() {
        if (!closed && !reading && context != null) {
            transactions.content().flush(context);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (hasRoom()) {
            flush();
        }
        ctx.fireChannelWritabilityChanged();
    }

    boolean hasRoom() {
        return loss == null && context().channel().isWritable(); // Else what is written only piles up.
    }

    void offers(Capabilities offered) {
        capabilities = offered;
        transactions.offered(offered);
    }

    void establish(long now) {
        if (dropped == null) { // Else it leaves before it is reported.
            established = true;
            owner.established(this);
            proceed(now);
        }
    }

    /** Gives the floor to the owner, or to a QUIT that waited for the last reply. */
    void proceed(long now) {
        if (closed || dropped != null) {
            return;
        }
        while (!quitWanted && transactions.canBegin()) {
            Transaction next = owner.next(this);
            if (next == null) {
                break;
            }
            transactions.begin(next, now);
        }
        if (quitWanted && flight.isEmpty()) {
            CommandWriter.quit(out(8));
            sent(Phase.QUIT, now, null);
        }
    }

    // For the owner.

    /** Whether {@link #begin} may be called. */
    public boolean ready() {
        return established && !closed && !quitWanted && dropped == null && transactions.canBegin();
    }

    /** Starts a transaction on a session that is {@link #ready}. */
    public void begin(Transaction transaction) {
        transactions.begin(transaction, now());
        flush();
    }

    /** Ends the session politely once the last reply is in; one that is not yet established just closes. */
    public void quit() {
        if (closed || quitWanted) {
            return;
        }
        quitWanted = true;
        if (!established) {
            close(null);
        } else if (flight.isEmpty()) {
            proceed(now());
            flush();
        }
    }

    /** Ends the session at once; transactions under way are cut off. */
    public void abandon() {
        close(Outcome.CUT_OFF);
    }

    /** The server's address, without the port. */
    public String address() {
        return server.text();
    }

    /** What the server offered last in reply to EHLO. */
    public Capabilities capabilities() {
        return capabilities;
    }

    // Ends.

    @Override
    public void channelInactive(ChannelHandlerContext ctx) { // Some servers leave without a 221.
        lost(isLeaving() ? null : Losses.ofClose(phaseAtHand(), decoder.inReply()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (closed) {
            return;
        }
        Throwable reason = Losses.beneath(cause);
        if (!(reason instanceof IOException)) {
            owner.broken(this, cause);
            abandon();
        } else if (loss == null) {
            // A reply in flight beats a close: a 421 may already stand in the receive buffer.
            loss = Losses.of(phaseAtHand(), reason, settings.security().tls());
            deadlineNanos = now() + Deadlines.LAST_WORDS_NANOS;
        }
    }

    /** The server had its time: called by {@link Deadlines}, and by an owner who cannot wait. */
    public void timedOut() {
        Phase phase = phaseAtHand();
        lost(server.named(Losses.ofTimeout(phase, settings.timeouts().nanos(phase), watchesContent)));
    }

    /** The connection is no more: for what the system said, else for {@code otherwise}. */
    void lost(@Nullable Outcome otherwise) {
        close(loss == null ? otherwise : isLeaving() ? null : loss);
    }

    private boolean isLeaving() {
        return phaseAtHand() == Phase.QUIT;
    }

    /** The one way out; the first cause wins. */
    void close(@Nullable Outcome cause) {
        if (closed) {
            return;
        }
        closed = true;
        ChannelHandlerContext ctx = context;
        if (ctx == null) { // Not even a socket could be had: nothing was sent, and there is no channel to close.
            owner.phaseEnded(Phase.CONNECT, 0, false, null);
            owner.phaseEnded(Phase.SESSION, 0, cause == null, null);
            owner.closed(this, cause);
            return;
        }
        long now = now();
        deadlines.remove(this);
        outbox.release();
        greeting.release();
        transactions.content().release();
        unanswered.lost(cause, now);
        owner.phaseEnded(Phase.SESSION, now - connectNanos, cause == null, null);
        ctx.close();
        owner.closed(this, cause);
    }
}
