package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.session.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether messages with a temporary rejection are retried, as greylisting needs (RFC 6647). Immutable.
 *
 * @param codes which refusals: {@code 4xx}, or codes such as {@code 450}
 * @param times tries after the first; 0: none
 * @param after how long after each refusal
 */
public record Retry(List<String> codes, int times, Duration after) {
    /** A refusal is a refusal. */
    public static final Retry NEVER = new Retry(List.of(), 0, Duration.ZERO);

    public static final int TIMES_MAX = 100;

    public Retry {
        codes = List.copyOf(codes);
        for (String code : codes) {
            if (!code.matches("4([0-9]{2}|xx)")) {
                throw new Refusal("retry", code, "4xx, or codes such as 450,451");
            }
        }
        Scenario.inRange("retry-times", times, 0, TIMES_MAX);
        if (after.isNegative()) {
            throw new Refusal("retry-after", after, ">= 0");
        }
    }

    /**
     * Whether an arrival that ended so is tried again.
     *
     * @param tries those that were made
     */
    public boolean wants(Outcome outcome, int tries) {
        return tries <= times
                && outcome.kind() == Outcome.Kind.REJECTED
                && outcome.code() / 100 == 4
                && (codes.contains("4xx") || codes.contains(Integer.toString(outcome.code())));
    }

    /** As it is written to files: names and plain values. */
    Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("codes", times == 0 ? List.of() : codes);
        fields.put("times", times);
        fields.put("after_seconds", times == 0 ? 0.0 : after.toMillis() / 1e3);
        return fields;
    }

    @Override
    public String toString() {
        return times == 0
                ? "none"
                : String.join(",", codes) + " " + times + " times, each after " + after.toMillis() / 1e3 + " s";
    }
}
