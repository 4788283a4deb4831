package dev.mailrace.session;

import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's content on its way: behind DATA or in chunks (RFC 3030), at once or dripping. Owned by the session's
 * loop.
 *
 * <p>What goes out at once is sliced from shared bytes. What goes out in parts is put together first, once a message.
 */
final class ContentFlow {
    private static final int LINE_BYTES = 128; // a first guess; buffers grow
    private static final long DRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SmtpSession session;
    private final TransactionFlow transactions;
    private @Nullable ByteBuf rest; // owned: the content that still is to go, where it goes in parts
    private long begunNanos; // when the content's first part was written
    private @Nullable Future<?> drip;

    ContentFlow(SmtpSession session, TransactionFlow transactions) {
        this.session = session;
        this.transactions = transactions;
    }

    /** After the go-ahead for DATA. */
    void send(Transaction transaction, long now) {
        if (session.behaviour().dripBytesPerSecond() > 0) {
            ByteBuf whole = put(transaction, true);
            DotStuffer.endOfContent(whole);
            session.sent(Phase.CONTENT, now, transaction);
            drip(whole, transaction);
            return;
        }
        writeContent(transaction, true);
        DotStuffer.endOfContent(session.out(LINE_BYTES));
        ended(transaction);
        session.sent(Phase.CONTENT, now, transaction);
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
        long drips = session.behaviour().dripBytesPerSecond();
        begunNanos = now;
        if (drips == 0 && (chunkBytes == 0 || chunkBytes >= transaction.contentBytes())) {
            CommandWriter.bdat(session.out(LINE_BYTES), transaction.contentBytes(), true);
            writeContent(transaction, false);
            ended(transaction);
            session.sent(Phase.CONTENT, now, transaction);
            return;
        }
        ByteBuf whole = put(transaction, false);
        if (drips > 0) {
            CommandWriter.bdat(session.out(LINE_BYTES), whole.readableBytes(), true);
            session.sent(Phase.CONTENT, now, transaction);
            drip(whole, transaction);
            return;
        }
        rest = whole;
        do {
            sendChunk(transaction, now);
        } while (!waits && rest != null);
    }

    /** The next of several: the first at once, any other when the one before was answered, or right behind it. */
    void sendChunk(Transaction transaction, long now) {
        ByteBuf whole = rest;
        if (whole == null) {
            throw new IllegalStateException("a chunk without content (expected: some left)");
        }
        int bytes = (int) Math.min(session.settings.sending().chunkBytes(), whole.readableBytes());
        boolean last = bytes == whole.readableBytes();
        CommandWriter.bdat(session.out(LINE_BYTES), bytes, last);
        session.outbox.append(session.context(), whole.slice(whole.readerIndex(), bytes), bytes);
        whole.skipBytes(bytes);
        if (last) {
            release();
            ended(transaction);
            session.sentSince(begunNanos, Phase.CONTENT, now, transaction);
        } else {
            session.sent(Phase.CHUNK, now, transaction);
        }
    }

    private void writeContent(Transaction transaction, boolean stuffed) {
        int bodyBytes = transaction.bodyBytes(stuffed);
        transaction.writeHead(session.out(bodyBytes + 8 * LINE_BYTES));
        session.outbox.append(session.context(), transaction.body(stuffed), bodyBytes);
        transaction.writeTail(session.out(LINE_BYTES));
    }

    private ByteBuf put(Transaction transaction, boolean stuffed) {
        int bodyBytes = transaction.bodyBytes(stuffed);
        ByteBuf whole = session.context().alloc().directBuffer(bodyBytes + 8 * LINE_BYTES);
        transaction.writeHead(whole);
        whole.writeBytes(transaction.body(stuffed), 0, bodyBytes);
        transaction.writeTail(whole);
        return whole;
    }

    private void drip(ByteBuf whole, Transaction transaction) {
        rest = whole;
        drop(transaction);
    }

    /** The next of many small writes. */
    private void drop(Transaction transaction) {
        drip = null;
        ByteBuf whole = rest;
        if (whole == null) {
            return; // The session ended meanwhile.
        }
        long dripsPerSecond = TimeUnit.SECONDS.toNanos(1) / DRIP_NANOS;
        int bytes = (int)
                Math.min(Math.max(1, session.behaviour().dripBytesPerSecond() / dripsPerSecond), whole.readableBytes());
        session.out(bytes).writeBytes(whole, bytes);
        long now = session.now();
        session.goesOn(now);
        if (whole.isReadable()) {
            drip = session.context()
                    .executor()
                    .schedule(() -> dropLater(transaction), DRIP_NANOS, TimeUnit.NANOSECONDS);
        } else {
            release();
            ended(transaction);
        }
    }

    private void dropLater(Transaction transaction) {
        drop(transaction);
        session.flush();
    }

    /** Whether content is still going out. */
    boolean isDripping() {
        return drip != null;
    }

    private void ended(Transaction transaction) {
        transaction.contentSent = true;
        transaction.lastWrite = session.outbox.writeInProgress();
        transactions.contentSent();
    }

    void release() {
        ByteBuf whole = rest;
        if (whole != null) {
            rest = null;
            whole.release();
        }
        Future<?> timer = drip;
        if (timer != null) {
            drip = null;
            timer.cancel(false);
        }
    }
}
