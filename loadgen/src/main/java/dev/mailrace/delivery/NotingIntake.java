package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import dev.mailrace.sink.Receiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes what arrives in one session, to write it down. Owned by its session's loop. */
final class NotingIntake implements Receiver.Intake {
    /** Larger messages are not compared with what was sent. */
    private static final int WHOLE_BYTES_MAX = 64 << 20;

    /** The beginning of most headers of ours. */
    private static final int PIECE_BYTES = 1_024;

    /** A header, and of a notice what it quotes. */
    private static final int BEGINNING_BYTES_MAX = 256 << 10;

    private static final ByteBuf HEADER_END = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer(new byte[] {'\r', '\n', '\r', '\n'}).asReadOnly());
    private static final int KEPT_BYTES_MAX = 64 << 10; // between messages

    private final MessageNotes notes;
    private final int bytesMax;
    private final List<String> recipients = new ArrayList<>();
    private ByteBuf content = Unpooled.buffer(1024);
    private boolean stuffed;
    private boolean isCut;
    private boolean isEnough; // what is there of the content by now

    NotingIntake(MessageNotes notes) {
        this.notes = notes;
        bytesMax = notes.check().comparesContent() ? WHOLE_BYTES_MAX : BEGINNING_BYTES_MAX;
    }

    @Override
    public void recipient(byte[] line, int start, int end) {
        recipients.add(new String(line, start, end - start, StandardCharsets.UTF_8));
    }

    @Override
    public void content(ByteBuf in, int count, boolean stuffedLines) {
        stuffed = stuffedLines;
        boolean isWanted = notes.check().comparesContent();
        int piece = isWanted ? count : PIECE_BYTES;
        for (int at = 0; at < count && !isEnough; at += piece) {
            int length = Math.min(piece, count - at);
            int taken = Math.min(length, bytesMax - content.readableBytes());
            isCut |= taken < length;
            content.writeBytes(in, in.readerIndex() + at, taken);
            isEnough = isCut || (!isWanted && saysAll());
        }
    }

    /** Whether it is known by now which message it is: a notice about one has no mark of its own, and is read on. */
    private boolean saysAll() {
        return Stamp.find(content) != null
                && (!notes.check().seesRecipients() || ByteBufUtil.indexOf(HEADER_END, content) >= 0);
    }

    @Override
    public void accepted() {
        byte[] message = stuffed ? Dots.unstuffed(content) : ByteBufUtil.getBytes(content);
        notes.took(message, !isCut, recipients, notes.nowNanos());
    }

    @Override
    public void end() {
        recipients.clear();
        content = content.capacity() > KEPT_BYTES_MAX ? Unpooled.buffer(1024) : content.clear();
        isCut = false;
        isEnough = false;
    }
}
