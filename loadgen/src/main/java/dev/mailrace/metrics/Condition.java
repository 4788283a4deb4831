package dev.mailrace.metrics;

import java.util.Locale;

/** The health of the generator in an interval, by the limits that decide whether a run is valid. */
public enum Condition {
    /** On time: within half of every limit. */
    GOOD,
    /** Closer to a limit than that. */
    LATE,
    /** Past a limit: a run that goes on so is invalid. */
    OVERLOADED;

    private static final double LATE_FROM = 0.5;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** @param share of the limit that came closest */
    static Condition of(double share) {
        if (share > 1) {
            return OVERLOADED;
        }
        return share > LATE_FROM ? LATE : GOOD;
    }

    /** The name on screens. */
    public String label() {
        return label;
    }
}
