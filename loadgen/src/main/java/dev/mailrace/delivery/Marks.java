package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds stamps in what was received. */
final class Marks {
    private static final byte[] FIELD = "x-mailrace:".getBytes(StandardCharsets.US_ASCII);

    private Marks() {}

    /** The stamp in an entity's own header; null: none. */
    static Stamp.@Nullable Mark inHeader(Entity entity) {
        return Stamp.find(Unpooled.wrappedBuffer(entity.bytes(), entity.start(), entity.bodyStart() - entity.start()));
    }

    /** The stamp in a header that is a part's whole text; null: none. */
    static Stamp.@Nullable Mark inText(byte[] text) {
        return Stamp.find(Unpooled.wrappedBuffer(text));
    }

    /** The first stamp at the beginning of a line, behind quotes and white space; null: none. */
    static Stamp.@Nullable Mark anywhere(byte[] bytes, int start, int end) {
        boolean isLineStart = true;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (isLineStart && begins(bytes, i, end)) {
                Stamp.Mark mark = Stamp.find(Unpooled.wrappedBuffer(bytes, i, end - i));
                if (mark != null) {
                    return mark;
                }
            }
            isLineStart = b == '\n' || b == '\r' || (isLineStart && (b == '>' || b == ' ' || b == '\t'));
        }
        return null;
    }

    private static boolean begins(byte[] bytes, int at, int end) {
        if (end - at < FIELD.length) {
            return false;
        }
        for (int i = 0; i < FIELD.length; i++) {
            byte b = bytes[at + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != FIELD[i]) {
                return false;
            }
        }
        return true;
    }
}
