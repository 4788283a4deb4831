package dev.mailrace.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/** Content that came after DATA, as it was meant (RFC 5321 §4.5.2). */
final class Dots {
    private Dots() {}

    /** Without the dots that were put before others, and without the final line, where it is there. */
    static byte[] unstuffed(ByteBuf content) {
        byte[] sent = ByteBufUtil.getBytes(content);
        return unstuffed(sent, sent.length);
    }

    /** The same of the first {@code count} bytes; borrowed. */
    static byte[] unstuffed(byte[] sent, int count) {
        byte[] meant = new byte[count];
        int length = 0;
        int from = 0; // what is not copied yet
        for (int i = 0; i < count; i++) {
            if (sent[i] == '.' && isLineStart(sent, i)) {
                System.arraycopy(sent, from, meant, length, i - from);
                length += i - from;
                boolean isLast = count - i == 3 && sent[i + 1] == '\r' && sent[i + 2] == '\n';
                from = isLast ? count : i + 1;
                i = isLast ? count : i;
            }
        }
        System.arraycopy(sent, from, meant, length, count - from);
        length += count - from;
        return length == meant.length ? meant : Arrays.copyOf(meant, length);
    }

    private static boolean isLineStart(byte[] bytes, int at) {
        return at == 0 || (at >= 2 && bytes[at - 1] == '\n' && bytes[at - 2] == '\r');
    }
}
