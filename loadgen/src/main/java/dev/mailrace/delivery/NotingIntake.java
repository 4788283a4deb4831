package dev.mailrace.delivery;

import dev.mailrace.sink.Receiver;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Takes what arrives in one session, to write it down. Owned by its session's loop. */
final class NotingIntake implements Receiver.Intake {
    /** Larger messages are not compared with what was sent. */
    private static final int WHOLE_BYTES_MAX = 64 << 20;

    /** The beginning of most headers of ours. */
    private static final int PIECE_BYTES = 1_024;

    /** A header, and of a notice what it quotes. */
    private static final int BEGINNING_BYTES_MAX = 256 << 10;

    /** Between messages; one of 64 KiB with its final dot has grown the buffer to as much. */
    private static final int KEPT_BYTES_MAX = 128 << 10;

    private final MessageNotes notes;
    private final NotedMessage told; // the loop's
    private final int bytesMax;
    private final Recipients recipients = new Recipients();
    private byte[] content = new byte[PIECE_BYTES];
    private int length;
    private boolean stuffed;
    private boolean isCut;
    private boolean isEnough; // what is there of the content by now
    private long reading; // when that was found

    /** @param told shared with other sessions of the loop */
    NotingIntake(MessageNotes notes, NotedMessage told) {
        this.notes = notes;
        this.told = told;
        bytesMax = notes.check().comparesContent() ? WHOLE_BYTES_MAX : BEGINNING_BYTES_MAX;
    }

    @Override
    public void recipient(byte[] line, int start, int end) {
        recipients.add(line, start, end);
    }

    @Override
    public void content(ByteBuf in, int count, boolean stuffedLines) {
        stuffed = stuffedLines;
        boolean isWanted = notes.check().comparesContent();
        int piece = isWanted ? count : PIECE_BYTES;
        for (int at = 0; at < count && !isEnough; at += piece) {
            int wanted = Math.min(piece, count - at);
            int taken = Math.min(wanted, bytesMax - length);
            isCut |= taken < wanted;
            if (content.length - length < taken) {
                content = Arrays.copyOf(content, Math.max(length + taken, 2 * content.length));
            }
            in.getBytes(in.readerIndex() + at, content, length, taken);
            length += taken;
            isEnough = isCut || (!isWanted && saysAll());
        }
    }

    /** Whether it is known by now which message it is: a notice about one has no mark of its own, and is read on. */
    private boolean saysAll() {
        told.read(content, length);
        reading = told.readings();
        return told.saysAll();
    }

    @Override
    public void accepted() {
        boolean isRead = isEnough && !isCut && told.readings() == reading;
        if (!isRead) {
            told.read(content, length);
        }
        notes.took(told, new MessageNotes.Content(content, length, stuffed, !isCut), recipients, notes.nowNanos());
    }

    @Override
    public void end() {
        recipients.clear();
        content = content.length > KEPT_BYTES_MAX ? new byte[PIECE_BYTES] : content;
        length = 0;
        isCut = false;
        isEnough = false;
    }
}
