package dev.mailrace.analysis;

import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;

/**
 * A threshold: a quantity of a run, a comparison and a limit. Immutable.
 *
 * <pre>
 * p99(content) &lt; 200ms            a percentile, or mean, min, max; of response times where a phase has them
 * p95(auth, service) &lt; 50ms       service, response or failed times
 * accepted &gt;= 500/s               outcomes a second,
 * failed &lt; 0.1%                   as a share of all that was due,
 * rejected(rcpt, 550) &lt;= 3        or counted; of one phase, code, class of codes (4xx) or reason
 * failed(unanswered) = 0          what had no answer when the run ended, after a longer wait than any accepted one
 * errors &lt; 1%                     all that was due and not accepted; of what the run's end cut off, what had no answer
 * p99(end_to_end) &lt; 60s           times of deliveries, of all stages from due to arrival
 * lost = 0                        deliveries by their end, counted, as a share or a second; in_server: the most at once
 * max(queue) &lt; 500                of a monitor, or min, mean, last
 * </pre>
 *
 * <p>It is kept or broken whatever is not known of the run, or else it is not decided.
 *
 * @param text as it was given, one space around the comparison
 * @param quantity what is looked at
 * @param comparison how it is held against the limit
 * @param limit in the quantity's own unit
 */
public record Slo(String text, Quantity quantity, Comparator comparison, double limit) {
    /** How a value is held against a limit. */
    public enum Comparator {
        BELOW("<"),
        AT_MOST("<="),
        ABOVE(">"),
        AT_LEAST(">="),
        EQUAL("=");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        private boolean holds(double value, double limit) {
            return switch (this) {
                case BELOW -> value < limit;
                case AT_MOST -> value <= limit;
                case ABOVE -> value > limit;
                case AT_LEAST -> value >= limit;
                case EQUAL -> value == limit;
            };
        }

        Decision decide(Known known, double limit) {
            if (known.isNothing()) {
                return Decision.BROKEN; // A limit that nothing was held against is not kept.
            }
            boolean low = holds(known.low(), limit);
            boolean high = holds(known.high(), limit);
            if (low && high) {
                return Decision.PASSED;
            }
            boolean between = this == EQUAL && known.low() <= limit && limit <= known.high();
            return low || high || between ? Decision.NOT_DECIDED : Decision.BROKEN;
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /**
     * A threshold and what a run came to.
     *
     * @param value in the unit of {@link Quantity#unit}; NaN when the run has none
     * @param atLeast whether the value is a lower bound
     * @param decision broken also when there is no value
     * @param reason why it is not decided; empty when it is
     */
    public record Verdict(Slo slo, double value, boolean atLeast, Decision decision, String reason) {
        public boolean passed() {
            return decision == Decision.PASSED;
        }

        public boolean broken() {
            return decision == Decision.BROKEN;
        }

        /** Whether the run has a value to hold against the limit. */
        boolean hasValue() {
            return !Double.isNaN(value);
        }

        /** The same while the run goes on: a monitor that gave no number yet may give one. */
        Verdict soFar() {
            boolean waits = !hasValue() && slo.quantity instanceof Quantity.Watched;
            return waits ? new Verdict(slo, value, false, Decision.NOT_DECIDED, "no value yet") : this;
        }

        /** The value with its unit, for people, as {@code ≥ 9.8 s}; says so when there is none. */
        public String valueText() {
            return hasValue() ? (atLeast ? "≥ " : "") + slo.quantity.unit().text(value) : "nothing measured";
        }

        /** As {@code p99(transaction) < 500ms (≥ 9.8 s)}, and why it is not decided. */
        public String words() {
            return slo + " (" + valueText() + (reason.isEmpty() ? "" : "; " + reason) + ")";
        }
    }

    /** What a value counts. */
    public enum Unit {
        MICROS("us") {
            @Override
            String text(double value) {
                if (value < 1_000) {
                    return plain(value) + " µs";
                }
                return value < 1e6 ? plain(value / 1e3) + " ms" : plain(value / 1e6) + " s";
            }
        },
        PER_SECOND("per_second") {
            @Override
            String text(double value) {
                return plain(value) + "/s";
            }
        },
        SHARE("share") {
            @Override
            String text(double value) {
                return plain(100 * value) + " %";
            }
        },
        COUNT("count") {
            @Override
            String text(double value) {
                return plain(value);
            }
        };

        private static final int DIGITS = 3;

        private final String label;

        Unit(String label) {
            this.label = label;
        }

        abstract String text(double value);

        /** The name in files. */
        public String label() {
            return label;
        }

        private static String plain(double value) {
            BigDecimal exact = BigDecimal.valueOf(value);
            int scale = Math.max(0, DIGITS - (exact.precision() - exact.scale()));
            BigDecimal rounded = exact.setScale(Math.min(6, scale), RoundingMode.HALF_UP);
            return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException that says what is wrong and what is expected
     */
    public static Slo parse(String text) {
        return parse(text, List.of());
    }

    /**
     * Reads one that may be of a monitor.
     *
     * @param monitors their names
     * @throws IllegalArgumentException as {@link #parse(String)}
     */
    public static Slo parse(String text, Collection<String> monitors) {
        return SloParser.parse(text, monitors);
    }

    /** The thresholds that a run is held against, in their order. */
    public static List<Slo> of(RunInfo info) {
        List<String> monitors =
                info.monitors().stream().map(RunInfo.Monitor::name).toList();
        return info.slos().stream().map(text -> parse(text, monitors)).toList();
    }

    /** Whether thresholds have a meaning for that word: no monitor can be called so. */
    public static boolean isWord(String name) {
        return SloParser.isWord(name);
    }

    /** Whether it needs somebody who follows deliveries. */
    public boolean isOfDeliveries() {
        return quantity.isOfDeliveries();
    }

    /** Whether it limits deliveries that end in that way. */
    public boolean limits(DeliveryCounts.Count count) {
        return quantity instanceof Quantity.Delivered delivered && delivered.count() == count;
    }

    /** Holds what was measured against the limit. */
    Verdict judge(Measured measured) {
        Known known = quantity.of(measured);
        Decision decision = comparison.decide(known, limit);
        return new Verdict(
                this, known.value(), known.atLeast(), decision, decision == Decision.NOT_DECIDED ? known.doubt() : "");
    }

    /** Holds a finished run against the thresholds that it was given, in their order. */
    public static List<Verdict> judge(RunResult result) {
        return judge(of(result.info()), Measured.of(result));
    }

    /** Holds a part of a run against thresholds. */
    static List<Verdict> judge(List<Slo> slos, Measured measured) {
        return slos.stream().map(slo -> slo.judge(measured)).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
