package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.Printable;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that differ in a number only, written digit by digit. Immutable. */
final class PatternFeed implements Feed {
    private static final int DIGITS_MAX = 18;
    private static final long NUMBER_MAX = 999_999_999_999_999_999L;

    /** A letter behind the d makes a word of it: {@code user%domain@relay.example} is an address with a route. */
    private static final Pattern PERCENT = Pattern.compile("%(?:%|(\\d*)d(?!\\p{L}))");

    private static final String EXPECTED_FORM = "%d, or %01d to %0" + DIGITS_MAX + "d; %% for a percent sign";

    private final String name;
    private final byte[] before;
    private final byte[] after;
    private final int digitsMin;
    private final long first;
    private final long size;

    private PatternFeed(String name, Parts parts, long first, long last) {
        this.name = name;
        before = CommandWriter.argument(parts.before.toString());
        after = CommandWriter.argument(parts.after.toString());
        digitsMin = parts.digitsMin;
        this.first = first;
        size = last - first + 1;
    }

    /** What a text with percent signs falls into; {@code digitsMin} is 0 until a conversion was seen. */
    private static final class Parts {
        private final StringBuilder before = new StringBuilder();
        private final StringBuilder after = new StringBuilder();
        private int digitsMin;

        private void add(String text) {
            (digitsMin == 0 ? before : after).append(text);
        }
    }

    /** See {@link Feed#of}. */
    static Feed parse(String text, long first, long last) {
        return parse(text, text, first, last);
    }

    /** As {@link #parse(String, long, long)}, of a text that is not to be shown. */
    static Feed parseSecret(String name, String text, long first, long last) {
        try {
            return parse(name, text, first, last);
        } catch (Refusal e) { // It quotes the text, so it is no cause either.
            throw new Refusal(name, "no such pattern", "one " + EXPECTED_FORM);
        }
    }

    private static Feed parse(String name, String text, long first, long last) {
        Parts parts = new Parts();
        Matcher percent = PERCENT.matcher(text);
        int copied = 0;
        while (percent.find()) {
            parts.add(text.substring(copied, percent.start()));
            copied = percent.end();
            String flags = percent.group(1);
            if (flags == null) {
                parts.add("%");
            } else if (parts.digitsMin > 0) {
                throw refused(text, "one %d; %% for a percent sign");
            } else {
                parts.digitsMin = digitsMin(text, flags);
            }
        }
        parts.add(text.substring(copied));
        if (parts.digitsMin == 0) {
            return ListFeed.of(name, List.of(parts.before.toString()));
        }
        if (first < 0 || first > last || last > NUMBER_MAX) {
            throw new Refusal("range", first + ".." + last, "0 <= first <= last <= " + NUMBER_MAX);
        }
        return new PatternFeed(name, parts, first, last);
    }

    private static int digitsMin(String text, String flags) {
        if (flags.isEmpty()) {
            return 1;
        }
        int digits = flags.length() <= 3 && flags.startsWith("0") ? Integer.parseInt(flags) : 0;
        if (digits < 1 || digits > DIGITS_MAX) {
            throw refused(text, EXPECTED_FORM);
        }
        return digits;
    }

    static Refusal refused(String text, String expected) {
        return new Refusal("pattern", "\"" + Printable.of(text, 80) + "\"", expected);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String text(long index) {
        String digits = Long.toString(numberAt(index));
        return new String(before, StandardCharsets.UTF_8)
                + "0".repeat(Math.max(0, digitsMin - digits.length()))
                + digits
                + new String(after, StandardCharsets.UTF_8);
    }

    @Override
    public int bytesAt(long index) {
        return before.length + Math.max(digitsMin, Digits.count(numberAt(index))) + after.length;
    }

    @Override
    public void write(long index, ByteBuf out) {
        out.writeBytes(before);
        Digits.writeDecimal(numberAt(index), digitsMin, out);
        out.writeBytes(after);
    }

    private long numberAt(long index) {
        return first + Math.floorMod(index, size);
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("first", first);
        fields.put("last", first + size - 1);
        return fields;
    }

    @Override
    public String toString() {
        return name + ", " + first + ".." + (first + size - 1);
    }
}
