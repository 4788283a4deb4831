package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.wire.CommandWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Given texts, end to end in one array: a million addresses cost their bytes and four more each. Immutable.
 *
 * <p>At most {@value #BYTES_MAX} bytes in all.
 */
final class ListFeed implements Feed {
    static final int BYTES_MAX = 1 << 30;

    private final String name;
    private final byte[] bytes;
    private final int[] ends;

    private ListFeed(String name, byte[] bytes, int[] ends) {
        this.name = name;
        this.bytes = bytes;
        this.ends = ends;
    }

    /**
     * A list of texts.
     *
     * @param name for people
     * @param texts at least one
     */
    static ListFeed of(String name, List<String> texts) {
        Builder builder = new Builder();
        for (String text : texts) {
            builder.add(text);
        }
        return builder.build(name);
    }

    /** Collects texts. Owned by one thread. */
    static final class Builder {
        private byte[] bytes = new byte[64];
        private int[] ends = new int[4];
        private int length;
        private int count;

        /**
         * Adds a text.
         *
         * @throws Refusal when it holds CR, LF or NUL, or the list gets too large
         */
        void add(String text) {
            byte[] added = CommandWriter.argument(text);
            if (added.length > BYTES_MAX - length) {
                throw new Refusal("list", "more than " + BYTES_MAX + " bytes", "at most that");
            }
            if (added.length > bytes.length - length) {
                bytes = Arrays.copyOf(
                        bytes, (int) Math.max(length + (long) added.length, Math.min(BYTES_MAX, 2L * length)));
            }
            System.arraycopy(added, 0, bytes, length, added.length);
            length += added.length;
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = length;
        }

        boolean isEmpty() {
            return count == 0;
        }

        ListFeed build(String name) {
            return new ListFeed(name, Arrays.copyOf(bytes, length), Arrays.copyOf(ends, count));
        }
    }

    @Override
    public long size() {
        return ends.length;
    }

    @Override
    public String text(long index) {
        int i = wrapped(index);
        return new String(bytes, start(i), ends[i] - start(i), StandardCharsets.UTF_8);
    }

    @Override
    public int bytesAt(long index) {
        int i = wrapped(index);
        return ends[i] - start(i);
    }

    @Override
    public void write(long index, ByteBuf out) {
        int i = wrapped(index);
        out.writeBytes(bytes, start(i), ends[i] - start(i));
    }

    private int wrapped(long index) {
        return Math.floorMod(index, ends.length);
    }

    private int start(int i) {
        return i == 0 ? 0 : ends[i - 1];
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("count", ends.length);
        return fields;
    }

    @Override
    public String toString() {
        return ends.length == 1 ? name : name + ", " + ends.length + " texts";
    }
}
