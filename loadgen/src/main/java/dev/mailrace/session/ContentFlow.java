package dev.mailrace.session;

import dev.mailrace.session.ContentParts.Cut;
import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.DotStuffer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's content on its way: behind DATA or in chunks (RFC 3030), at once or dripping. Owned by the session's
 * loop.
 *
 * <p>What is no larger than a piece goes out at once. All else goes out by pieces, each when the channel has room: what a
 * session holds of its content is one piece, however large the content is, and so is what TLS makes of it. Until the last
 * of them nothing else of the session may be written.
 */
final class ContentFlow {
    private static final int LINE_BYTES = 128; // a first guess; buffers grow
    private static final long DRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of content that a fast reader takes, before others of the loop have their turn. */
    private static final int PIECES_A_TURN = 16;

    private final SmtpSession session;
    private final TransactionFlow transactions;
    private @Nullable ContentParts parts; // null: no content is going out
    private @Nullable Future<?> drip; // the next drop falls by it
    private long progress; // of the outbox, when last looked at
    private boolean flushing;

    ContentFlow(SmtpSession session, TransactionFlow transactions) {
        this.session = session;
        this.transactions = transactions;
    }

    /** After the go-ahead for DATA. */
    void send(Transaction transaction, long now) {
        if (goesAtOnce(transaction.bodyBytes(true))) {
            writeContent(transaction, true);
            DotStuffer.endOfContent(session.out(LINE_BYTES));
            session.sent(Phase.CONTENT, now, transaction);
            ended(transaction, now);
        } else {
            begin(new ContentParts(transaction, Cut.DATA, session.context(), now));
        }
    }

    /** A 354 after every recipient was refused still obliges us to send a body, an empty one: RFC 2920 §3.1. */
    void sendNothing(Transaction transaction, long now) {
        DotStuffer.endOfContent(session.out(LINE_BYTES));
        session.sent(Phase.CONTENT, now, transaction);
    }

    /**
     * In chunks; where commands are pipelined they go out before the envelope is answered.
     *
     * @param waits whether each chunk waits for the last one's reply
     */
    void sendChunks(Transaction transaction, boolean waits, long now) {
        long chunkBytes = session.settings.sending().chunkBytes();
        boolean whole = chunkBytes == 0 || chunkBytes >= transaction.contentBytes();
        if (whole && goesAtOnce(transaction.bodyBytes(false))) {
            CommandWriter.bdat(session.out(LINE_BYTES), transaction.contentBytes(), true);
            writeContent(transaction, false);
            session.sent(Phase.CONTENT, now, transaction);
            ended(transaction, now);
        } else {
            Cut cut = new Cut(false, whole ? 0 : chunkBytes, waits);
            begin(new ContentParts(transaction, cut, session.context(), now));
        }
    }

    private boolean goesAtOnce(int bodyBytes) {
        return bodyBytes <= Outbox.PIECE_BYTES && session.behaviour().dripBytesPerSecond() == 0;
    }

    private void writeContent(Transaction transaction, boolean stuffed) {
        int bodyBytes = transaction.bodyBytes(stuffed);
        transaction.writeHead(session.out(bodyBytes + 8 * LINE_BYTES));
        session.outbox.append(session.context(), transaction.body(stuffed), 0, bodyBytes);
        transaction.writeTail(session.out(LINE_BYTES));
    }

    // By pieces.

    private void begin(ContentParts content) {
        parts = content;
        write(content, content.begunNanos);
    }

    /** Whether content is still to be written: nothing else may be, until {@link TransactionFlow#contentSent}. */
    boolean isGoingOut() {
        return parts != null;
    }

    /** The chunk at hand was answered well: the next may go. */
    void chunkTaken(long now) {
        ContentParts content = parts;
        if (content == null) {
            throw new IllegalStateException("a chunk without content (expected: some left)");
        }
        content.chunkTaken();
        write(content, now);
    }

    /** Writes the next piece, where there is one and the channel has room; whether it did. */
    boolean goOn() {
        ContentParts content = parts;
        if (content == null || content.isWaiting() || drip != null || !session.hasRoom()) {
            return false;
        }
        write(content, session.now());
        return true;
    }

    private void write(ContentParts content, long now) {
        ChannelHandlerContext ctx = session.context();
        long room = roomBytes();
        while (room > 0 && content.isLeft() && !content.isWaiting()) {
            if (content.isBetweenChunks()) {
                boolean last = content.beginChunk(session.out(LINE_BYTES));
                session.sentSince(
                        last ? content.begunNanos : now, last ? Phase.CONTENT : Phase.CHUNK, now, content.transaction);
                session.flight.newestGoesOn();
            }
            room -= content.write(session.outbox, ctx, (int) room);
            if (content.isBetweenChunks()) {
                session.flight.newestEnds(session.outbox.lastWrite());
            }
        }
        moved(now);
        if (!content.isLeft()) {
            release();
            ended(content.transaction, now);
        } else if (drips() > 0 && !content.isWaiting()) {
            drip = ctx.executor().schedule(this::drop, DRIP_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private long roomBytes() {
        long dropsPerSecond = TimeUnit.SECONDS.toNanos(1) / DRIP_NANOS;
        long drops = drips();
        return drops == 0 ? Outbox.PIECE_BYTES : Math.min(Outbox.PIECE_BYTES, Math.max(1, drops / dropsPerSecond));
    }

    private long drips() {
        return session.behaviour().dripBytesPerSecond();
    }

    /** The next of many small writes. */
    private void drop() {
        drip = null;
        session.flush();
    }

    private void ended(Transaction transaction, long now) {
        transaction.contentSent = true;
        transaction.lastWrite = session.outbox.lastWrite();
        session.watchesContent = true;
        transactions.contentSent(now);
    }

    /** Has all that was said go out, and behind it what waited for room. */
    void flush(ChannelHandlerContext ctx) {
        if (flushing) {
            return; // The channel calls back, in the middle of a write, that it has room again.
        }
        flushing = true;
        try {
            int pieces = 0;
            do {
                session.outbox.flush(ctx);
            } while (!session.isClosed() && transactions.goOn() && ++pieces < PIECES_A_TURN);
            if (session.watchesContent && !session.isClosed()) {
                flushed();
            }
            if (pieces == PIECES_A_TURN) { // Not as a task of this turn: the loop would do these before it reads again.
                ctx.executor().schedule(session::flush, 0, TimeUnit.NANOSECONDS);
            }
        } finally {
            flushing = false;
        }
    }

    // Its time.

    private void flushed() {
        session.watchesContent = parts != null || !session.outbox.isAllTaken();
        if (session.watchesContent) {
            progress = session.outbox.progress(session.context());
        }
    }

    /** Once a sweep: the time limit of content counts from the last byte that the kernel took. */
    void watch(long now) {
        long current = session.outbox.progress(session.context());
        if (current != progress) {
            progress = current;
            moved(now);
        }
        session.watchesContent = parts != null || !session.outbox.isAllTaken();
    }

    private void moved(long now) {
        session.watchesContent = true;
        if (!session.flight.isEmpty() && isContent(session.flight.phase())) {
            session.goesOn(now);
        }
    }

    private static boolean isContent(Phase phase) {
        return phase == Phase.CONTENT || phase == Phase.CHUNK;
    }

    void release() {
        ContentParts content = parts;
        if (content != null) {
            parts = null;
            content.release();
        }
        Future<?> timer = drip;
        if (timer != null) {
            drip = null;
            timer.cancel(false);
        }
    }
}
