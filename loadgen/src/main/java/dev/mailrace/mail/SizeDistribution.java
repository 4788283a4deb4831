package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.wire.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large messages are, in bytes before dot-stuffing: one size, an even range, or several of those with weights.
 * Immutable.
 *
 * <p>A size of 0 asks for a message of headers only. At most {@value #PARTS_MAX} parts; no message is larger than
 * {@value #BYTES_MAX} bytes (1 GiB).
 */
public final class SizeDistribution {
    /** The largest message: 1 GiB. */
    public static final long BYTES_MAX = 1L << 30;

    private static final int PARTS_MAX = 100;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("B", 1L),
            Map.entry("k", 1L << 10),
            Map.entry("K", 1L << 10),
            Map.entry("KiB", 1L << 10),
            Map.entry("m", 1L << 20),
            Map.entry("M", 1L << 20),
            Map.entry("MiB", 1L << 20),
            Map.entry("g", 1L << 30),
            Map.entry("G", 1L << 30),
            Map.entry("GiB", 1L << 30),
            Map.entry("kB", 1_000L),
            Map.entry("MB", 1_000_000L),
            Map.entry("GB", 1_000_000_000L));

    /** Sizes from {@code bytesMin} to {@code bytesMax}, both included, all alike. */
    private record Part(long bytesMin, long bytesMax, double weight) {
        @Override
        public String toString() {
            return bytesMin == bytesMax ? shown(bytesMin) : shown(bytesMin) + "-" + shown(bytesMax);
        }

        String words() {
            return bytesMin == bytesMax ? inUnits(bytesMin) : inUnits(bytesMin) + "-" + inUnits(bytesMax);
        }
    }

    private final List<Part> parts;
    private final double weightTotal;

    private SizeDistribution(List<Part> parts) {
        this.parts = List.copyOf(parts);
        weightTotal = parts.stream().mapToDouble(Part::weight).sum();
    }

    /**
     * Reads {@code 4096}, {@code 4k}, {@code 1k-64k} (all sizes between, alike), or {@code 4k:70,64k:25,1m:5} (sizes or
     * ranges with weights). {@code k m g} and {@code KiB MiB GiB} are powers of 1024, {@code kB MB GB} of 1000.
     *
     * @throws Refusal in one line that says what was expected
     */
    public static SizeDistribution parse(String text) {
        String[] items = text.split(",", -1);
        if (items.length > PARTS_MAX) {
            throw refused("sizes", items.length + " parts", "at most " + PARTS_MAX);
        }
        List<Part> parts = new ArrayList<>();
        boolean weighted = text.indexOf(':') >= 0;
        for (String item : items) {
            int colon = item.indexOf(':');
            if (weighted && colon < 0) {
                throw refused("size", quoted(item), "a weight after a colon, as the others have");
            }
            String sizes = colon < 0 ? item : item.substring(0, colon);
            parts.add(part(sizes.strip(), colon < 0 ? 1 : weight(item.substring(colon + 1))));
        }
        return new SizeDistribution(parts);
    }

    private static Part part(String text, double weight) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            long bytes = bytes(text);
            return new Part(bytes, bytes, weight);
        }
        long bytesMin = bytes(text.substring(0, dash).strip());
        long bytesMax = bytes(text.substring(dash + 1).strip());
        if (bytesMin > bytesMax) {
            throw refused("size", quoted(text), "the smaller size first");
        }
        return new Part(bytesMin, bytesMax, weight);
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw refused("size", quoted(text), "bytes, or a number with k, m, g, kB, MB or GB");
        }
        long count = Long.parseLong(matcher.group(1));
        if (count > BYTES_MAX / unit) {
            throw refused("size", quoted(text), "at most 1g");
        }
        return count * unit;
    }

    private static double weight(String text) {
        double weight;
        try {
            weight = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            weight = Double.NaN;
        }
        if (!(weight > 0 && weight <= 1e9)) {
            throw refused("weight", quoted(text), "a number > 0 and <= 1e9");
        }
        return weight;
    }

    private static Refusal refused(String name, String value, String expected) {
        return new Refusal(name, value, expected);
    }

    private static String quoted(String text) {
        return "\"" + Printable.of(text, 80) + "\"";
    }

    /** The size of message number {@code sequence}. */
    public long bytesAt(long seed, long sequence) {
        Part part = parts.get(0);
        if (parts.size() > 1) {
            double rest = Draw.SIZE_PART.fraction(seed, sequence) * weightTotal - part.weight;
            for (int i = 1; i < parts.size() && rest >= 0; i++) {
                part = parts.get(i);
                rest -= part.weight;
            }
        }
        return part.bytesMin + Draw.SIZE_WITHIN_PART.below(seed, sequence, part.bytesMax - part.bytesMin + 1);
    }

    /** The largest size that may occur. */
    public long bytesMax() {
        return parts.stream().mapToLong(Part::bytesMax).max().orElseThrow();
    }

    /** The size to expect on average. */
    public double bytesMean() {
        double sum = 0;
        for (Part part : parts) {
            sum += part.weight * (part.bytesMin + part.bytesMax) / 2;
        }
        return sum / weightTotal;
    }

    /** As people read it: {@code 4 KiB}, {@code 1 KiB-64 KiB}, {@code 4 KiB:70,1 MiB:5}. */
    public String words() {
        return text(Part::words);
    }

    /** As it is written to files, a part after the other: names and plain values. */
    List<Map<String, Object>> describe() {
        List<Map<String, Object>> described = new ArrayList<>();
        for (Part part : parts) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("bytes_min", part.bytesMin);
            fields.put("bytes_max", part.bytesMax);
            fields.put("weight", part.weight);
            described.add(fields);
        }
        return described;
    }

    /** As {@link #parse} reads it, in the largest units that lose nothing. */
    @Override
    public String toString() {
        return text(Part::toString);
    }

    private String text(Function<Part, String> each) {
        StringBuilder text = new StringBuilder();
        boolean weighted = parts.stream().anyMatch(part -> part.weight != 1);
        for (Part part : parts) {
            text.append(text.isEmpty() ? "" : ",").append(each.apply(part));
            if (weighted) {
                text.append(':').append(shown(part.weight));
            }
        }
        return text.toString();
    }

    private static String shown(long bytes) {
        for (int i = 3; i > 0 && bytes > 0; i--) {
            if (bytes % (1L << (10 * i)) == 0) {
                return (bytes >> (10 * i)) + " kmg".substring(i, i + 1);
            }
        }
        return Long.toString(bytes);
    }

    /** A size as {@link #shown(long)} has it, with the unit's whole name. */
    private static String inUnits(long bytes) {
        String text = shown(bytes);
        char unit = Character.toUpperCase(text.charAt(text.length() - 1));
        return Character.isDigit(unit) ? text + " B" : text.substring(0, text.length() - 1) + " " + unit + "iB";
    }

    private static String shown(double weight) {
        return weight == Math.rint(weight) ? Long.toString((long) weight) : Double.toString(weight);
    }
}
