package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * How long a reply is held back: fixed, uniform, exponential, or several of those with weights. Immutable.
 *
 * @param parts at least one
 */
public record Delay(List<Part> parts) {
    private static final int PARTS_MAX = 20;
    private static final double WEIGHT_MAX = 1e9;
    private static final Duration TIME_MAX = Duration.ofHours(1);

    /** The longest of an exponential's, as a multiple of its mean: so long is one of 485 million. */
    private static final int MEANS_MAX = 20;

    /**
     * A delay of one kind.
     *
     * @param from the shortest, or the mean of an exponential one
     * @param to the longest; as {@code from}: it is fixed
     * @param weight how often beside the others, positive
     */
    public record Part(Duration from, Duration to, boolean exponential, double weight) {
        public Part {
            check(from);
            check(to);
            if (to.compareTo(from) < 0) {
                throw new Refusal("delay", text(from) + ".." + text(to), "the shorter time first");
            }
            if (!(weight > 0 && weight <= WEIGHT_MAX)) {
                throw new Refusal("weight", weight, "more than 0, at most 1e9");
            }
        }

        private static void check(Duration time) {
            if (time.isNegative() || time.compareTo(TIME_MAX) > 0) {
                throw new Refusal("delay", text(time), "0 to 1 hour");
            }
        }

        long nanos(SplittableRandom random) {
            if (exponential) {
                return Math.round(from.toNanos() * Math.min(MEANS_MAX, random.nextExponential()));
            }
            return from.equals(to) ? from.toNanos() : random.nextLong(from.toNanos(), to.toNanos() + 1);
        }

        @Override
        public String toString() {
            return exponential ? "exp:" + text(from) : from.equals(to) ? text(from) : text(from) + ".." + text(to);
        }
    }

    public Delay {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw new Refusal("delay", parts.size() + " times", "1 to " + PARTS_MAX);
        }
    }

    public static Delay fixed(Duration time) {
        return new Delay(List.of(new Part(time, time, false, 1)));
    }

    public static Delay uniform(Duration from, Duration to) {
        return new Delay(List.of(new Part(from, to, false, 1)));
    }

    public static Delay exponential(Duration mean) {
        return new Delay(List.of(new Part(mean, mean, true, 1)));
    }

    /** The next one; draws as often whatever it comes to. */
    long nanos(SplittableRandom random) {
        Part part = parts.get(0);
        if (parts.size() > 1) {
            double rest = random.nextDouble()
                    * parts.stream().mapToDouble(Part::weight).sum();
            for (Part each : parts) {
                part = each;
                rest -= each.weight;
                if (rest < 0) {
                    break;
                }
            }
        }
        return part.nanos(random);
    }

    static String text(Duration time) {
        long nanos = time.toNanos();
        return nanos % 1_000_000_000 == 0
                ? nanos / 1_000_000_000 + "s"
                : nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms" : nanos / 1_000 + "us";
    }

    /** As the command line has it. */
    @Override
    public String toString() {
        boolean weighted = parts.size() > 1;
        return parts.stream()
                .map(part -> weighted ? part + ":" + number(part.weight()) : part.toString())
                .collect(Collectors.joining(","));
    }

    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
