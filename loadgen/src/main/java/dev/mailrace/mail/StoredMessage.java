package dev.mailrace.mail;

import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * A message from a file, sent as it is but for three header fields: its own Message-ID, Date and X-Mailrace go, since
 * the stamp brings them. Immutable.
 *
 * <p>Lines may end with CRLF, LF or CR, and all end with CRLF then. An mbox separator in front is dropped, and a blank
 * line goes where text begins without one; otherwise the text would be taken for a header field.
 */
final class StoredMessage implements Template {
    private static final Set<String> STAMPED = Set.of("message-id", "date", "x-mailrace");
    private static final byte[] MBOX_SEPARATOR = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int CRLF = '\r' << 8 | '\n';

    private final ByteBuf stuffedBody;
    private final ByteBuf plainBody; // the same one where there was nothing to stuff

    /**
     * Prepares a message.
     *
     * @param file the file's bytes; read, not kept
     * @param binary whether what follows the header is sent as it is, whatever its line ends (RFC 3030 §3)
     * @throws IllegalArgumentException when the JVM has no room for it
     */
    StoredMessage(byte[] file, boolean binary) {
        ByteBuf plain = new Lines(file).message(binary);
        ByteBuf stuffed = Unpooled.buffer(plain.readableBytes() + 64);
        new DotStuffer().stuff(plain.duplicate(), stuffed);
        boolean same = stuffed.readableBytes() == plain.readableBytes();
        stuffedBody = shared(stuffed);
        plainBody = same ? stuffedBody : shared(plain);
    }

    private static ByteBuf shared(ByteBuf bytes) {
        return SharedBody.freeze(SharedBody.allocate(bytes.readableBytes()).writeBytes(bytes));
    }

    /** The file as lines, and the message as it is made of them. Owned by one thread. */
    private static final class Lines {
        private final byte[] file;
        private final ByteBuf message;
        private int start; // The current line, up to
        private int end; // its terminator, and
        private int next; // the line after.

        Lines(byte[] file) {
            this.file = file;
            message = Unpooled.buffer(file.length + 64);
            read();
        }

        ByteBuf message(boolean binary) {
            if (startsWith(MBOX_SEPARATOR)) {
                read();
            }
            header();
            if (binary) {
                return message.writeBytes(file, start, file.length - start);
            }
            while (start < file.length) {
                keep();
            }
            return message;
        }

        /** Keeps the fields that the stamp does not bring; stops at the blank line. */
        private void header() {
            boolean inField = false;
            boolean kept = false;
            while (start < file.length && start < end) {
                boolean continues = inField && (file[start] == ' ' || file[start] == '\t');
                if (!continues) {
                    String name = fieldName();
                    if (name.isEmpty()) {
                        message.writeShort(CRLF);
                        return;
                    }
                    inField = true;
                    kept = !STAMPED.contains(name);
                }
                if (kept) {
                    keep();
                } else {
                    read();
                }
            }
        }

        /** The name of the field that begins here, in lower case; empty when none does (RFC 5322 §2.2, §4.5). */
        private String fieldName() {
            int i = start;
            while (i < end && file[i] > ' ' && file[i] < 0x7f && file[i] != ':') {
                i++;
            }
            int length = i - start;
            while (i < end && (file[i] == ' ' || file[i] == '\t')) {
                i++;
            }
            boolean isField = i < end && file[i] == ':';
            return isField ? new String(file, start, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT) : "";
        }

        private boolean startsWith(byte[] prefix) {
            return Arrays.mismatch(file, start, Math.min(end, start + prefix.length), prefix, 0, prefix.length) < 0;
        }

        private void keep() {
            message.writeBytes(file, start, end - start).writeShort(CRLF);
            read();
        }

        private void read() {
            start = next;
            end = start;
            while (end < file.length && file[end] != '\r' && file[end] != '\n') {
                end++;
            }
            boolean isPair = end + 1 < file.length && file[end] == '\r' && file[end + 1] == '\n';
            next = Math.min(file.length, end + (isPair ? 2 : 1));
        }
    }

    /** Nothing: envelope and header are strangers to each other, as in real mail. */
    @Override
    public void writeHead(long sequence, Envelopes envelopes, long roomBytes, ByteBuf out) {}

    @Override
    public int headBytes(long sequence, Envelopes envelopes) {
        return 0;
    }

    @Override
    public ByteBuf body(boolean stuffed) {
        return stuffed ? stuffedBody : plainBody;
    }

    @Override
    public int bodyBytes(boolean stuffed, long roomBytes) {
        return body(stuffed).readableBytes();
    }

    /** Nothing: the body ends with a line end. */
    @Override
    public void writeTail(long roomBytes, ByteBuf out) {}

    @Override
    public long textBytes(long roomBytes) {
        return plainBody.readableBytes();
    }
}
