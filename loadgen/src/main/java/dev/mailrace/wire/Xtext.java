package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;

/** The encoding of DSN's parameters (RFC 3461 §4): {@code +} and two hexadecimal digits for what may not stand there. */
public final class Xtext {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private Xtext() {}

    /** Encodes what stands in {@code out}, borrowed, from {@code start} on, in place; most text stays as it is. */
    public static void encode(ByteBuf out, int start) {
        int end = out.writerIndex();
        int plain = start;
        while (plain < end && isPlain(out.getByte(plain))) {
            plain++;
        }
        if (plain == end) {
            return;
        }
        byte[] text = new byte[end - plain];
        out.getBytes(plain, text).writerIndex(plain);
        for (byte b : text) {
            if (isPlain(b)) {
                out.writeByte(b);
            } else {
                out.writeByte('+').writeByte(DIGITS[(b & 0xff) >> 4]).writeByte(DIGITS[b & 0xf]);
            }
        }
    }

    private static boolean isPlain(byte b) {
        return b > ' ' && b < 0x7f && b != '+' && b != '=';
    }
}
