package dev.mailrace.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of messages, each behind a line such as {@code From a@b.test Thu Jan  1 00:00:00 2026}. Owned by one thread.
 *
 * <p>The last message is whole once the file has not grown from one look to the next. A file that has become shorter, or
 * is another one, is read from its beginning.
 */
final class Mbox {
    private static final int PIECE_BYTES = 4 << 20;
    private static final int MESSAGE_BYTES_MAX = 1 << 28;
    private static final int SEPARATOR_BYTES_MAX = 500;
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    /** With a date, else a text's own line that begins with the word would part it. */
    private static final Pattern SEPARATOR = Pattern.compile(
            "From .*\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\\b.*\\b\\d{1,2}:\\d{2}\\b.*\\b\\d{4}\\b.*", Pattern.DOTALL);

    private final Path path;
    private final PathPattern.Owner owner;

    /** Whether what is in it was there before the run. */
    private boolean hasOld;

    private @Nullable Object key; // of the file, so that another one of the same name is told apart
    private long offset; // of what was not yet taken
    private long sizeBefore = -1;

    Mbox(Path path, PathPattern.Owner owner, boolean hasOld) {
        this.path = path;
        this.owner = owner;
        this.hasOld = hasOld;
    }

    /** One look at a file as it is then. */
    private record Look(Mailbox.Taker taker, Allowance allowance, long nowEpochNanos, long changedEpochNanos) {}

    /**
     * Hands over what was appended.
     *
     * @param isLast whether the last message counts as whole
     * @param nowEpochNanos when this look is
     */
    void look(Mailbox.Taker taker, Allowance allowance, boolean isLast, long nowEpochNanos) throws IOException {
        BasicFileAttributes file;
        try {
            file = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            if (!Absence.causes(e)) {
                throw e;
            }
            hasOld = false; // What comes is new.
            key = null;
            offset = 0;
            return;
        }
        if (!file.isRegularFile()) {
            return;
        }
        long size = file.size();
        if (hasOld) {
            hasOld = false;
            offset = size;
        } else if (size < offset || (key != null && !Objects.equals(key, file.fileKey()))) {
            offset = 0;
        }
        key = file.fileKey();
        boolean isWhole = isLast || size == sizeBefore;
        sizeBefore = size;
        Look look = new Look(
                taker,
                allowance,
                nowEpochNanos,
                EpochNanos.of(file.lastModifiedTime().toInstant()));
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            read(channel, size, isWhole, look);
        } catch (IOException e) {
            sizeBefore = -1; // It may have gone just now.
            if (!Absence.causes(e)) {
                throw e;
            }
        }
    }

    private void read(SeekableByteChannel channel, long size, boolean isWhole, Look look) throws IOException {
        int pieceBytes = PIECE_BYTES;
        while (offset < size && look.allowance.isLeft()) {
            channel.position(offset);
            InputStream in = Channels.newInputStream(channel);
            byte[] piece = in.readNBytes((int) Math.min(pieceBytes, size - offset));
            boolean isEnd = offset + piece.length >= size;
            int used = take(piece, isEnd && isWhole, look);
            offset += used;
            if (used == 0 && (isEnd || pieceBytes >= MESSAGE_BYTES_MAX)) {
                offset += isEnd ? 0 : piece.length; // No message is as large.
                return;
            }
            pieceBytes = used == 0 ? pieceBytes * 2 : PIECE_BYTES;
        }
    }

    /**
     * Hands over the messages of a piece that begins at a line's start.
     *
     * @param isWhole whether the last message ends with it
     * @return how many bytes are done with
     */
    private int take(byte[] piece, boolean isWhole, Look look) {
        int start = -1; // of the separator of the message that is being read
        int line = 0;
        while (line < piece.length && look.allowance.isLeft()) {
            int lineEnd = lineEnd(piece, line);
            if (isSeparator(piece, line, lineEnd)) {
                if (start >= 0) {
                    hand(piece, start, line, look.nowEpochNanos, look);
                }
                start = line;
            }
            if (lineEnd == piece.length) {
                break;
            }
            line = lineEnd + 1;
        }
        if (isWhole && start >= 0 && look.allowance.isLeft()) {
            hand(piece, start, piece.length, look.changedEpochNanos, look);
            return piece.length;
        }
        return start >= 0 ? start : line; // Before a first separator is the rest of what was taken or old.
    }

    private static int lineEnd(byte[] bytes, int start) {
        int i = start;
        while (i < bytes.length && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private static boolean isSeparator(byte[] bytes, int start, int end) {
        return end < bytes.length
                && end - start <= SEPARATOR_BYTES_MAX
                && begins(bytes, start)
                && SEPARATOR
                        .matcher(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1))
                        .matches();
    }

    private static boolean begins(byte[] bytes, int at) {
        return at + FROM.length <= bytes.length && Arrays.equals(bytes, at, at + FROM.length, FROM, 0, FROM.length);
    }

    private void hand(byte[] piece, int separator, int end, long arrivedEpochNanos, Look look) {
        byte[] message = unquoted(piece, lineEnd(piece, separator) + 1, end);
        look.allowance.use(message.length);
        look.taker.took(message, DeliveredTo.of(owner, message), arrivedEpochNanos);
    }

    /** Without one {@code >} of each quoted line, and without the blank line before the next separator. */
    private static byte[] unquoted(byte[] piece, int start, int end) {
        byte[] message = new byte[Math.max(end - start, 0)];
        int length = 0;
        int line = start;
        while (line < end) {
            int next = Math.min(lineEnd(piece, line) + 1, end);
            int text = line;
            while (text < next && piece[text] == '>') {
                text++;
            }
            int from = text > line && begins(piece, text) ? line + 1 : line;
            System.arraycopy(piece, from, message, length, next - from);
            length += next - from;
            line = next;
        }
        boolean isBlank = length >= 2 && message[length - 1] == '\n' && message[length - 2] == '\n';
        return Arrays.copyOf(message, isBlank ? length - 1 : length);
    }
}
