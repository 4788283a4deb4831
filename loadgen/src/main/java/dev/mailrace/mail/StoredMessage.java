package dev.mailrace.mail;

import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;

/**
 * A message from a file, sent as it is but for three header fields: its own Message-ID, Date and X-Mailrace go, since
 * the stamp brings them. Immutable.
 *
 * <p>Lines may end with CRLF, LF or CR, and all end with CRLF then. A blank line goes where text begins without one; otherwise
 * the text would be taken for a header field. Verbatim, not even that is changed, nor is a field left out.
 */
final class StoredMessage implements Template {
    private static final Set<String> STAMPED = Set.of("message-id", "date", "x-mailrace");
    private static final int CRLF = '\r' << 8 | '\n';

    private final ByteBuf stuffedBody;
    private final ByteBuf plainBody; // the same one where there was nothing to stuff

    /**
     * How a file becomes a message.
     *
     * @param binary whether what follows the header is sent as it is, whatever its line ends (RFC 3030 §3)
     * @param verbatim whether all of it is sent as it is but for its line ends
     */
    record Form(boolean binary, boolean verbatim) {}

    /**
     * Prepares a message.
     *
     * @param file the file's bytes; read, not kept
     * @param start where in them its header begins
     * @throws IllegalArgumentException when the JVM has no room for it
     */
    StoredMessage(byte[] file, int start, Form form) {
        ByteBuf plain = new Lines(file, start).message(form);
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
        private final MessageStart.HeaderLines lines;
        private final ByteBuf message;

        Lines(byte[] file, int start) {
            this.file = file;
            lines = new MessageStart.HeaderLines(file, start);
            message = Unpooled.buffer(file.length - start + 64);
        }

        ByteBuf message(Form form) {
            if (form.verbatim && form.binary) {
                return message.writeBytes(file, lines.start(), file.length - lines.start());
            }
            if (!form.verbatim) {
                header();
            }
            if (form.binary) {
                return message.writeBytes(file, lines.start(), file.length - lines.start());
            }
            while (lines.hasLine()) {
                keep();
            }
            return message;
        }

        /** Keeps the fields that the stamp does not bring; stops at the blank line. */
        private void header() {
            boolean kept = false;
            while (lines.hasLine() && !lines.isBlank()) {
                if (!lines.continues()) {
                    String name = lines.fieldName();
                    if (name.isEmpty()) {
                        message.writeShort(CRLF);
                        return;
                    }
                    kept = !STAMPED.contains(name);
                }
                if (kept) {
                    keep();
                } else {
                    lines.next();
                }
            }
        }

        private void keep() {
            message.writeBytes(file, lines.start(), lines.end() - lines.start()).writeShort(CRLF);
            lines.next();
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
