package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one write of replies accepts. Each is counted when the kernel has the whole of its 250, and not before:
 * a sink that is stopped says what its clients may have heard, no more and no less.
 *
 * <p>Owned by one session, on its event loop, which uses it again for a later write. Allocates nothing but at first.
 */
final class Acceptances implements ChannelFutureListener {
    private static final int NUMBERS_EACH = 3; // where the reply ends, recipients, bytes of content
    private static final int AT_FIRST = 2;

    private final Replies owner;
    private final Ledger ledger;
    private long[] numbers = new long[AT_FIRST * NUMBERS_EACH];
    private int used; // of the numbers

    private @Nullable ByteBuf written; // owned; null: not on its way, or its progress is unknown
    private ChannelFutureListener next = ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE;

    Acceptances(Replies owner, Ledger ledger) {
        this.owner = owner;
        this.ledger = ledger;
    }

    /**
     * Has a message among them.
     *
     * @param end of its last reply in the bytes to be written
     */
    void add(int end, int recipients, long contentBytes) {
        if (used == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * used);
        }
        numbers[used++] = end;
        numbers[used++] = recipients;
        numbers[used++] = contentBytes;
    }

    int count() {
        return used / NUMBERS_EACH;
    }

    /**
     * Their replies are about to be written, with this as the listener.
     *
     * @param replies borrowed
     * @param inClear whether the kernel is given these very bytes; a record of TLS arrives whole or is worth nothing
     * @param listener is called after the write
     */
    void leave(ByteBuf replies, boolean inClear, ChannelFutureListener listener) {
        written = inClear ? replies.retain() : null;
        next = listener;
    }

    @Override
    public void operationComplete(ChannelFuture future) throws Exception {
        ByteBuf bytes = written;
        written = null;
        int taken = future.isSuccess() ? Integer.MAX_VALUE : bytes == null ? 0 : bytes.readerIndex();
        if (bytes != null) {
            bytes.release();
        }
        int i = 0;
        for (; i < used && numbers[i] <= taken; i += NUMBERS_EACH) {
            ledger.messageAccepted((int) numbers[i + 1], numbers[i + 2]);
        }
        if (i < used) {
            ledger.unconfirmed((used - i) / NUMBERS_EACH);
        }
        used = 0;
        owner.takeBack(this);
        next.operationComplete(future);
    }
}
