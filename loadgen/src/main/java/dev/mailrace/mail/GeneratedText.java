package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;

/**
 * A plain text message of exactly the size asked for. Immutable; costs the largest message's bytes once.
 *
 * <p>Its text is a beginning of {@link FillerText} and a CRLF. Where the beginning would leave a blank or a lone CR at
 * the end, a full stop takes that byte's place. When not even a CRLF fits, the message has headers only.
 */
final class GeneratedText implements Template {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int CRLF_BYTES = 2;

    private final GeneratedHeader header =
            new GeneratedHeader("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");
    private final ByteBuf body;

    /**
     * Prepares the text.
     *
     * @param bytesMax the largest message's size, 0 to {@link SizeDistribution#BYTES_MAX}
     * @throws IllegalArgumentException when the JVM has no room for it
     */
    GeneratedText(long bytesMax, long seed) {
        ByteBuf text = SharedBody.allocate(Math.toIntExact(bytesMax));
        new FillerText(seed).fill(text);
        body = SharedBody.freeze(text);
    }

    @Override
    public void writeHead(long sequence, Envelopes envelopes, long roomBytes, ByteBuf out) {
        header.write(sequence, envelopes, out);
    }

    @Override
    public int headBytes(long sequence, Envelopes envelopes) {
        return header.bytes(sequence, envelopes);
    }

    @Override
    public ByteBuf body(boolean stuffed) {
        return body; // No line of it begins with a dot.
    }

    @Override
    public int bodyBytes(boolean stuffed, long roomBytes) {
        if (roomBytes < CRLF_BYTES) {
            return 0;
        }
        int bytes = (int) roomBytes - CRLF_BYTES;
        return endsBadly(bytes) ? bytes - 1 : bytes;
    }

    /** Whether a blank or a CR is the last of the body's first {@code bytes}. */
    private boolean endsBadly(int bytes) {
        if (bytes == 0) {
            return false;
        }
        byte last = body.getByte(bytes - 1);
        return last == ' ' || last == '\r';
    }

    @Override
    public void writeTail(long roomBytes, ByteBuf out) {
        if (roomBytes >= CRLF_BYTES) {
            if (endsBadly((int) roomBytes - CRLF_BYTES)) {
                out.writeByte('.');
            }
            out.writeShort(CRLF);
        }
    }

    @Override
    public long textBytes(long roomBytes) {
        return roomBytes < CRLF_BYTES ? 0 : roomBytes;
    }
}
