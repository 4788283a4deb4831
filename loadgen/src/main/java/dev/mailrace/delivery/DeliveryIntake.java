package dev.mailrace.delivery;

import dev.mailrace.sink.Receiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what arrives in one session: recognises each message, and compares it with what was sent while it comes. What is as it should
 * be is not kept; only of what differs the whole is put together again.
 *
 * <p>Owned by its session's loop. A message that is as it was sent allocates little more than its stamp's text.
 */
final class DeliveryIntake implements Receiver.Intake {
    private static final int HEADER_BYTES_MAX = 256 * 1024;
    private static final int KEPT_BYTES_MAX = 64 * 1024; // between messages

    private enum State {
        /** Until the header is whole. */
        HEADER,
        /** All as it was sent, by now. */
        SAME,
        /** Not, or not to be compared piece by piece. */
        KEPT,
        /** Of this run, and that is all one wants to know. */
        PASSED,
        /** Not of this run. */
        FOREIGN
    }

    private final EventExecutor loop;
    private final Supplier<@Nullable Following> current;
    private final Recipients recipients = new Recipients();
    private ByteBuf header = Unpooled.buffer(1024); // or all, where it is no message of ours
    private ByteBuf rest = Unpooled.buffer(0); // from where it differs
    private @Nullable Following following; // null: nobody waits for messages
    private @Nullable Recogniser recogniser; // of that
    private State state = State.HEADER;
    private boolean stuffed;
    private boolean begun;
    private int searched; // of the header, for its end
    private int mail;
    private @Nullable Expected expected;
    private long matched; // bytes of that

    DeliveryIntake(EventExecutor loop, Supplier<@Nullable Following> current) {
        this.loop = loop;
        this.current = current;
    }

    @Override
    public void recipient(byte[] line, int start, int end) {
        recipients.add(line, start, end);
    }

    @Override
    public void content(ByteBuf in, int count, boolean stuffedLines) {
        if (!begun) {
            begun = true;
            stuffed = stuffedLines;
            follow(current.get());
        }
        if (following == null) {
            return;
        }
        int start = in.readerIndex();
        switch (state) {
            case HEADER -> {
                if (header.isReadable() || !readsPlainly(in, start, count)) {
                    header.writeBytes(in, start, count);
                    readHeader();
                }
            }
            case SAME -> compare(in, start, count);
            case KEPT -> rest.writeBytes(in, start, count);
            case FOREIGN -> {
                int room = HEADER_BYTES_MAX - header.readableBytes();
                header.writeBytes(in, start, Math.max(0, Math.min(room, count)));
            }
            case PASSED -> {}
        }
    }

    private void follow(@Nullable Following now) {
        if (now != following) {
            following = now;
            recogniser = now == null ? null : new Recogniser(now.plan());
        }
    }

    /**
     * Where the first piece has all that tells the message from others, and nothing but fields was added before it, it is read
     * in place, once.
     */
    private boolean readsPlainly(ByteBuf in, int start, int count) {
        Recogniser recognised = recogniser;
        Following now = following;
        if (now == null || recognised == null || !now.recognisesPlainly(in, start, start + count, recognised)) {
            return false;
        }
        DeliveryCheck check = now.plan().check();
        if (check.seesRecipients()) {
            mail = recognised.mail(recipients);
        }
        if (!check.comparesContent()) {
            state = State.PASSED;
            return true;
        }
        Expected sent = expected(recognised);
        int from = recognised.markStart();
        int length = start + count - from;
        if (length < sent.headBytes() || !sent.matches(0, in, from, length)) {
            return false;
        }
        header.writeBytes(in, start, from - start); // What was added before it.
        matched = length;
        state = State.SAME;
        return true;
    }

    private Expected expected(Recogniser recognised) {
        Expected sent = recognised.expected(mail);
        sent.set(recognised.sequence(), recognised.dueMicros(), stuffed);
        expected = sent;
        return sent;
    }

    private void readHeader() {
        Recogniser recognised = recogniser;
        Following now = following;
        boolean anyWillDo = now != null && !now.plan().check().seesRecipients();
        if (!endsHeader() && !(anyWillDo && recognised != null && recognised.hasMark(header))) {
            state = header.readableBytes() > HEADER_BYTES_MAX ? State.FOREIGN : State.HEADER;
            return;
        }
        if (now == null || recognised == null || !now.recognises(header, recognised)) {
            state = State.FOREIGN;
            return;
        }
        if (anyWillDo) {
            state = State.PASSED;
            return;
        }
        mail = recognised.mail(recipients);
        if (!recognised.plan().check().comparesContent()) {
            state = State.PASSED;
            return;
        }
        Expected sent = expected(recognised);
        matched = 0;
        int from = recognised.isPlain() ? recognised.markStart() : header.writerIndex();
        int length = header.writerIndex() - from;
        if (recognised.isPlain() && sent.matches(0, header, from, length)) {
            state = State.SAME;
            matched = length;
        } else {
            state = State.KEPT;
            recognised.reconsider(header, recipients);
            rest.writeBytes(header, from, length);
        }
        header.writerIndex(from); // What was added before it.
    }

    /** Whether the blank line behind the header is there. */
    private boolean endsHeader() {
        int end = header.writerIndex();
        while (true) {
            int lineFeed = header.indexOf(searched, end, (byte) '\n');
            if (lineFeed < 0) {
                searched = Math.max(0, end);
                return false;
            }
            searched = lineFeed + 1;
            boolean blank = lineFeed == 0
                    || header.getByte(lineFeed - 1) == '\n'
                    || (header.getByte(lineFeed - 1) == '\r'
                            && (lineFeed == 1 || header.getByte(lineFeed - 2) == '\n'));
            if (blank) {
                return true;
            }
        }
    }

    private void compare(ByteBuf in, int start, int count) {
        Expected sent = expected;
        if (sent != null && sent.matches(matched, in, start, count)) {
            matched += count;
        } else {
            state = State.KEPT;
            rest.writeBytes(in, start, count);
        }
    }

    @Override
    public void accepted() {
        Following now = following;
        Recogniser recognised = recogniser;
        if (now == null || recognised == null) {
            return;
        }
        long nanos = loop.ticker().nanoTime();
        switch (state) {
            case HEADER, FOREIGN -> foreign(now, nanos);
            case PASSED -> passed(recognised, now, nanos);
            case SAME, KEPT -> {
                Expected sent = expected;
                boolean same = state == State.SAME && sent != null && matched == sent.bytes();
                recognised.arrived(mail, recipients, same ? null : difference(recognised), now.log(), nanos);
            }
        }
    }

    private void passed(Recogniser recognised, Following now, long nanos) {
        if (now.plan().check().seesRecipients()) {
            recognised.arrived(mail, recipients, null, now.log(), nanos);
        } else {
            recognised.came(recipients.count(), now.log(), nanos);
        }
    }

    /** What differs, as strictly as mail servers must be taken; null: nothing that matters. */
    private @Nullable Difference difference(Recogniser recognised) {
        Expected sent = recognised.expected(mail);
        sent.set(recognised.sequence(), recognised.dueMicros(), stuffed);
        ByteBuf whole = Unpooled.buffer(header.readableBytes() + (int) matched + rest.readableBytes());
        whole.writeBytes(header, 0, header.writerIndex());
        sent.writeFirst(matched, whole);
        whole.writeBytes(rest, 0, rest.writerIndex());
        byte[] received = stuffed ? Dots.unstuffed(whole) : ByteBufUtil.getBytes(whole);
        return new Comparison(recognised).difference(mail, received);
    }

    /** Something that is no message of the run: a notice about one, or a stranger. */
    private void foreign(Following now, long nanos) {
        byte[] received = stuffed ? Dots.unstuffed(header) : ByteBufUtil.getBytes(header);
        Notices.tell(received, now, nanos);
    }

    @Override
    public void end() {
        recipients.clear();
        header = emptied(header);
        rest = emptied(rest);
        state = State.HEADER;
        begun = false;
        searched = 0;
        matched = 0;
        expected = null;
    }

    private static ByteBuf emptied(ByteBuf bytes) {
        return bytes.capacity() > KEPT_BYTES_MAX ? Unpooled.buffer(1024) : bytes.clear();
    }
}
