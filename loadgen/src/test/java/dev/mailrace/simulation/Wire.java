package dev.mailrace.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what the sender's kernel has taken, what is on its way, and what has arrived and was not
 * read. Bytes arrive in their order, and an end behind them; a reset tells a reader once it has read what came before it,
 * as Linux does.
 */
final class Wire {
    enum End {
        FIN,
        RESET
    }

    private static final int SMALL_UNTIL = 2_000;
    private static final int SEGMENT_BYTES_MIN = 1_460;

    private final SimulatedChannel sender;
    private final SimulatedChannel receiver;
    private final Link link;
    private final long cutAt; // the number of bytes that get through; Long.MAX_VALUE: all
    private final ByteBuf arrived = Unpooled.buffer();
    private @Nullable Wire reverse;
    private @Nullable End end; // has arrived
    private boolean lost; // from here on nothing arrives
    private boolean senderWaits;
    private long taken;
    private long read;
    private long nextNanos; // nothing arrives before it

    Wire(SimulatedChannel sender, SimulatedChannel receiver, Link link, boolean fromServer) {
        this.sender = sender;
        this.receiver = receiver;
        this.link = link;
        Link.Cut cut = link.cut();
        this.cutAt = cut != null && cut.fromServer() == fromServer ? cut.atByte() : Long.MAX_VALUE;
    }

    void answers(Wire other) {
        reverse = other;
    }

    private Wire reverse() {
        return Objects.requireNonNull(reverse);
    }

    // The sender's side.

    /** How much the sender's kernel takes now. */
    int room() {
        long room = link.bufferBytes() - (taken - read);
        senderWaits = room <= 0;
        return (int) Math.max(0, room);
    }

    /** Takes {@code bytes} of it, no more than there is room for. */
    void take(ByteBuf from, int bytes) {
        byte[] copy = new byte[bytes];
        from.getBytes(from.readerIndex(), copy);
        boolean reachesCut = taken <= cutAt && taken + bytes > cutAt;
        int through = (int) Math.max(0, Math.min(bytes, cutAt - taken));
        taken += bytes;
        int length = 0;
        for (int at = 0; at < through; at += length) {
            length = Math.min(through - at, segmentBytes(taken - bytes + at));
            byte[] segment = Arrays.copyOfRange(copy, at, at + length);
            later(() -> arrive(segment));
        }
        if (reachesCut) {
            cut();
        }
    }

    /** Byte by byte only at first: a large message would cost as much as all else. */
    private int segmentBytes(long at) {
        return at < SMALL_UNTIL ? link.segmentBytesMax() : Math.max(SEGMENT_BYTES_MIN, link.segmentBytesMax());
    }

    private void cut() {
        switch (Objects.requireNonNull(link.cut()).how()) {
            case RESET -> {
                end(End.RESET);
                reverse().end(End.RESET);
            }
            case RESET_AT_ONCE -> {
                lost = true;
                reverse().lost = true;
                later(() -> arriveEnd(End.RESET));
                reverse().later(() -> reverse().arriveEnd(End.RESET));
            }
            case SILENCE -> {
                lost = true;
                reverse().lost = true;
            }
            case HALF_CLOSE -> end(End.FIN);
        }
    }

    /** Behind what was taken. */
    void end(End how) {
        later(() -> {
            if (!lost) {
                arriveEnd(how);
            }
        });
    }

    private void later(Runnable what) {
        long now = receiver.network().time().nanoTime();
        long delay = link.latencyNanos() + receiver.network().jitter(link.jitterNanos());
        nextNanos = Math.max(nextNanos, now + delay);
        receiver.loop().schedule(what, nextNanos - now, TimeUnit.NANOSECONDS);
    }

    // The receiver's side.

    private void arrive(byte[] segment) {
        if (lost || end != null) {
            return;
        }
        if (!receiver.isOpen()) {
            reverse().end(End.RESET); // Whoever writes to what is closed is told so.
            lost = true;
            return;
        }
        arrived.writeBytes(segment);
        receiver.arrived();
    }

    private void arriveEnd(End how) {
        if (end == End.RESET) {
            return;
        }
        end = how;
        lost |= how == End.RESET;
        if (how == End.RESET) {
            receiver.writesFail();
        }
        receiver.arrived();
    }

    int available() {
        return arrived.readableBytes();
    }

    @Nullable
    End end() {
        return end;
    }

    /** Gives the receiver so many bytes; whoever waits for room hears of it. */
    void read(ByteBuf into, int bytes) {
        into.writeBytes(arrived, bytes);
        arrived.discardSomeReadBytes();
        read += bytes;
        if (senderWaits && !lost) {
            senderWaits = false;
            sender.loop().schedule(sender::roomCame, link.latencyNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
