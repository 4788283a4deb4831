package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;

/**
 * Makes content fit to follow DATA (RFC 5321 §4.5.2): a dot that begins a line is doubled, every line ends with CRLF
 * (a lone LF or CR becomes one, RFC 5321 §2.3.8), and the whole ends with {@code CRLF . CRLF}.
 *
 * <p>Owned by one thread; the content may come in any pieces. Done once when a message is prepared, never a send.
 */
public final class DotStuffer {
    private boolean atLineStart = true;
    private boolean afterReturn;

    /**
     * Copies a piece of content.
     *
     * @param in borrowed; read to its end
     * @param out borrowed; grows by at most twice the piece
     */
    public void stuff(ByteBuf in, ByteBuf out) {
        out.ensureWritable(in.readableBytes() + 16);
        int start = in.readerIndex();
        int end = in.writerIndex();
        int copied = start;
        for (int i = start; i < end; i++) {
            byte b = in.getByte(i);
            if (afterReturn) {
                afterReturn = false;
                atLineStart = true;
                if (b == '\n') {
                    continue;
                }
                out.writeBytes(in, copied, i - copied).writeByte('\n');
                copied = i;
            }
            if (b == '\r') {
                afterReturn = true;
            } else if (b == '\n') {
                out.writeBytes(in, copied, i - copied).writeByte('\r');
                copied = i;
                atLineStart = true;
            } else {
                if (atLineStart && b == '.') {
                    out.writeBytes(in, copied, i - copied).writeByte('.');
                    copied = i;
                }
                atLineStart = false;
            }
        }
        out.writeBytes(in, copied, end - copied);
        in.readerIndex(end);
    }

    /** Ends the last line when it is open, then writes the final dot; the stuffer is ready for the next content. */
    public void finish(ByteBuf out) {
        if (afterReturn) {
            out.writeByte('\n');
        } else if (!atLineStart) {
            out.writeByte('\r').writeByte('\n');
        }
        endOfContent(out);
        atLineStart = true;
        afterReturn = false;
    }

    /** The final dot on its own, for content that is empty or already ends with CRLF. */
    public static void endOfContent(ByteBuf out) {
        out.writeByte('.').writeByte('\r').writeByte('\n');
    }
}
