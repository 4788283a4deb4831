package dev.mailrace.mail;

import dev.mailrace.wire.Base64Lines;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message of one attachment in base64, exactly as large as asked for. Immutable; costs the largest message's bytes once.
 *
 * <p>Attached are bytes without meaning that follow from the seed; each message has a beginning of them. Base64 goes by
 * groups of four characters, and a last line that is begun has its CRLF: where less than that is left of the room, the
 * file's name grows by as many letters, five at most. A message smaller than its header has the header only.
 */
final class GeneratedBase64 implements Template {
    private static final int GROUP_CHARACTERS = 4; // They stand for three bytes: RFC 2045 §6.8.
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int CRLF_BYTES = 2;
    private static final int CHUNK_LINES = 1_024;
    private static final byte[] SUFFIX = ".bin\"\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final GeneratedHeader header = new GeneratedHeader("""
            MIME-Version: 1.0
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename="mailrace""".replace("\n", "\r\n"));

    private final ByteBuf body; // whole lines, each with its CRLF

    /**
     * Prepares the attachment.
     *
     * @param bytesMax the largest message's size, 0 to {@link SizeDistribution#BYTES_MAX}
     * @throws IllegalArgumentException when the JVM has no room for it
     */
    GeneratedBase64(long bytesMax, long seed) {
        long lines = (bytesMax + Base64Lines.LINE_BYTES - 1) / Base64Lines.LINE_BYTES;
        ByteBuf text = SharedBody.allocate(Math.toIntExact(lines * Base64Lines.LINE_BYTES));
        ByteBuffer plain = ByteBuffer.allocate(CHUNK_LINES * Base64Lines.LINE_PLAIN_BYTES);
        byte[] encoded = new byte[CHUNK_LINES * Base64Lines.LINE_BYTES];
        long drawn = 0;
        while (text.isWritable()) {
            for (plain.clear(); plain.hasRemaining(); drawn++) {
                plain.putLong(Draw.ATTACHED_BYTES.bits(seed, drawn));
            }
            Base64Lines.encode(plain.array(), encoded);
            text.writeBytes(encoded, 0, Math.min(encoded.length, text.writableBytes()));
        }
        body = SharedBody.freeze(text);
    }

    @Override
    public void writeHead(long sequence, Envelopes envelopes, long roomBytes, ByteBuf out) {
        header.write(sequence, envelopes, out);
        for (long left = roomBytes - linesBytes(roomBytes); left > 0; left--) {
            out.writeByte('x');
        }
        out.writeBytes(SUFFIX);
    }

    @Override
    public int headBytes(long sequence, Envelopes envelopes) {
        return header.bytes(sequence, envelopes) + SUFFIX.length;
    }

    @Override
    public ByteBuf body(boolean stuffed) {
        return body; // There is no dot in base64.
    }

    @Override
    public int bodyBytes(boolean stuffed, long roomBytes) {
        long bytes = linesBytes(roomBytes);
        return (int) (endsInLine(bytes) ? bytes - CRLF_BYTES : bytes);
    }

    @Override
    public void writeTail(long roomBytes, ByteBuf out) {
        if (endsInLine(linesBytes(roomBytes))) {
            out.writeShort(CRLF);
        }
    }

    @Override
    public long textBytes(long roomBytes) {
        return Math.max(roomBytes, 0);
    }

    /** What whole groups in lines take of the room. */
    private static long linesBytes(long roomBytes) {
        if (roomBytes <= 0) {
            return 0;
        }
        long rest = roomBytes % Base64Lines.LINE_BYTES;
        long unused = rest < GROUP_CHARACTERS + CRLF_BYTES ? rest : (rest - CRLF_BYTES) % GROUP_CHARACTERS;
        return roomBytes - unused;
    }

    /** Whether the last line is shorter than the body's, and so lacks its CRLF there. */
    private static boolean endsInLine(long bytes) {
        return bytes % Base64Lines.LINE_BYTES != 0;
    }
}
