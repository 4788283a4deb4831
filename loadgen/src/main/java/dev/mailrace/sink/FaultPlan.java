package dev.mailrace.sink;

import java.util.List;

/**
 * All that a sink does wrong. Immutable.
 *
 * @param faults in the order in which they may strike; the first that ends a reply is the one
 * @param seed of chances and delays: each session has a sequence of its own, which follows from the seed and its number
 */
public record FaultPlan(List<Fault> faults, long seed) {
    /** It does nothing wrong. */
    public static final FaultPlan NONE = new FaultPlan(List.of(), 1);

    public FaultPlan {
        faults = List.copyOf(faults);
    }

    public static FaultPlan of(long seed, Fault... faults) {
        return new FaultPlan(List.of(faults), seed);
    }

    public boolean isNone() {
        return faults.isEmpty();
    }
}
