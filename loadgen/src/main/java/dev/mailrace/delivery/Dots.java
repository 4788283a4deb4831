package dev.mailrace.delivery;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Content that came after DATA, as it was meant (RFC 5321 §4.5.2). */
final class Dots {
    private Dots() {}

    /** Without the dots that were put before others, and without the final line, where it is there. */
    static byte[] unstuffed(ByteBuf content) {
        byte[] meant = new byte[content.readableBytes()];
        int length = 0;
        boolean lineStart = true;
        int end = content.writerIndex();
        for (int i = content.readerIndex(); i < end; i++) {
            byte b = content.getByte(i);
            if (lineStart && b == '.') {
                boolean last = end - i == 3 && content.getByte(i + 1) == '\r' && content.getByte(i + 2) == '\n';
                if (last) {
                    break;
                }
                lineStart = false;
                continue;
            }
            meant[length++] = b;
            lineStart = b == '\n' && i > content.readerIndex() && content.getByte(i - 1) == '\r';
        }
        return Arrays.copyOf(meant, length);
    }
}
