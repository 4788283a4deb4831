package dev.mailrace.delivery;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.Stamp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;

/**
 * A message as it was sent, made again from the plan, to be compared piece by piece with one that arrives. Owned by one thread, made
 * to be used again and again; allocates nothing in steady state.
 */
final class Expected {
    private static final byte[] FINAL_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Stamp stamp;
    private final Message message;
    private final ByteBuf head = Unpooled.buffer(512);
    private final ByteBuf tail = Unpooled.buffer(16);

    /** Of the plan's bodies, for this thread alone. */
    private final IdentityHashMap<ByteBuf, ByteBuffer> views = new IdentityHashMap<>();

    private ByteBuf body = Unpooled.EMPTY_BUFFER; // the plan's
    private ByteBuffer bodyView = ByteBuffer.allocate(0); // of that
    private int bodyBytes;

    Expected(MailPlan mail) {
        stamp = mail.newStamp();
        message = mail.message(0);
    }

    /**
     * Becomes the message of that number.
     *
     * @param dueMicros the intended start, in microseconds since 1970
     * @param stuffed as after DATA, with the final dot; otherwise as it was meant
     */
    void set(long sequence, long dueMicros, boolean stuffed) {
        message.set(sequence);
        stamp.set(sequence, dueMicros);
        head.clear();
        message.writeHead(stamp, head);
        body = message.body(stuffed);
        bodyView = views.computeIfAbsent(body, each -> each.nioBuffer(0, each.capacity()));
        bodyBytes = message.bodyBytes(stuffed);
        tail.clear();
        message.writeTail(tail);
        if (stuffed) {
            tail.writeBytes(FINAL_DOT);
        }
    }

    /** What is the same object for messages whose bodies are beginnings of the same text. */
    Object text() {
        return body;
    }

    /** Tells apart messages of the same {@link #text}, by what of it is theirs and how that ends. */
    long ending() {
        return ((long) bodyBytes << Integer.SIZE) | (tail.hashCode() & 0xffff_ffffL);
    }

    long bytes() {
        return (long) head.readableBytes() + bodyBytes + tail.readableBytes();
    }

    /** As many of the first of its {@link #bytes} as are not those of other messages. */
    int headBytes() {
        return head.readableBytes();
    }

    /**
     * Whether {@code count} bytes of {@code in}, borrowed, from {@code index} on, are those from {@code position} on. Looks at each
     * byte once, many at a time.
     */
    boolean matches(long position, ByteBuf in, int index, int count) {
        if (position + count > bytes()) {
            return false;
        }
        if (in.nioBufferCount() != 1) {
            return matchesInPieces(position, in, index, count);
        }
        ByteBuffer received = in.internalNioBuffer(index, count);
        int end = received.limit();
        long at = position;
        long start = 0;
        for (int part = 0; part < 3 && received.position() < end; part++) {
            int length = length(part);
            if (at < start + length) {
                int within = (int) (at - start);
                int step = Math.min(end - received.position(), length - within);
                int next = received.position() + step;
                if (received.limit(next).mismatch(bytes(part, within, step)) >= 0) {
                    return false;
                }
                received.limit(end).position(next);
                at += step;
            }
            start += length;
        }
        return true;
    }

    /** The same bytes as a view that the JVM compares with others by vectors; good until it is asked for the next. */
    private ByteBuffer bytes(int part, int from, int count) {
        return part == 1
                ? bodyView.limit(from + count).position(from)
                : part(part).internalNioBuffer(from, count);
    }

    private boolean matchesInPieces(long position, ByteBuf in, int index, int count) {
        long at = position;
        int from = index;
        int left = count;
        long start = 0;
        for (int part = 0; part < 3 && left > 0; part++) {
            ByteBuf bytes = part(part);
            int length = length(part);
            if (at < start + length) {
                int within = (int) (at - start);
                int step = Math.min(left, length - within);
                if (!ByteBufUtil.equals(bytes, within, in, from, step)) {
                    return false;
                }
                at += step;
                from += step;
                left -= step;
            }
            start += length;
        }
        return true;
    }

    /** Whether {@code in}, borrowed, from {@code index} to its end is all of it, with lines that end with LF alone. */
    boolean isWithoutReturns(ByteBuf in, int index) {
        int at = index;
        int end = in.writerIndex();
        for (int part = 0; part < 3; part++) {
            ByteBuf bytes = part(part);
            int length = length(part);
            for (int i = 0; i < length; i++) {
                byte b = bytes.getByte(i);
                if (b != '\r') {
                    if (at == end || in.getByte(at) != b) {
                        return false;
                    }
                    at++;
                }
            }
        }
        return at == end;
    }

    /** In how many bytes of its head the {@code header} differs that begins at {@code index}; borrowed. */
    int differences(ByteBuf header, int index) {
        int length = Math.min(head.readableBytes(), header.writerIndex() - index);
        int different = head.readableBytes() - length;
        for (int i = 0; i < length; i++) {
            different += head.getByte(i) == header.getByte(index + i) ? 0 : 1;
        }
        return different;
    }

    /** Appends its first {@code count} bytes; {@code out} is borrowed. */
    void writeFirst(long count, ByteBuf out) {
        long left = count;
        for (int part = 0; part < 3 && left > 0; part++) {
            int step = (int) Math.min(left, length(part));
            out.writeBytes(part(part), 0, step);
            left -= step;
        }
    }

    private ByteBuf part(int number) {
        return number == 0 ? head : number == 1 ? body : tail;
    }

    private int length(int number) {
        return number == 1 ? bodyBytes : part(number).readableBytes();
    }
}
