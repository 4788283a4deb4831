package dev.mailrace.delivery;

import dev.mailrace.wire.Printable;
import java.nio.charset.StandardCharsets;

/** Lines of columns with tabs between, as files of deliveries hold them. Owned by one thread. */
final class Columns {
    private static final int TEXT_CHARACTERS_MAX = 400;
    private static final int HEX = 16;

    private final StringBuilder lines = new StringBuilder();

    /** Begins a line of that kind. */
    Columns line(String kind) {
        lines.append(kind);
        return this;
    }

    Columns add(long number) {
        lines.append('\t').append(number);
        return this;
    }

    /** A number that is no quantity. */
    Columns addHex(long digest) {
        lines.append('\t').append(Long.toHexString(digest));
        return this;
    }

    /** Printable, and cut where it is long. */
    Columns add(String text) {
        lines.append('\t').append(Printable.of(text.replace('\t', ' '), TEXT_CHARACTERS_MAX));
        return this;
    }

    void end() {
        lines.append('\n');
    }

    int characters() {
        return lines.length();
    }

    /** All of it, which is forgotten. */
    byte[] take() {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        lines.setLength(0);
        return bytes;
    }

    /** What {@link #addHex} wrote. */
    static long hex(String column) {
        return Long.parseUnsignedLong(column, HEX);
    }
}
