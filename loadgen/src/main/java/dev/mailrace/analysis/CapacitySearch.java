package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import java.util.Map;
import java.util.TreeMap;

/**
 * Searches for the highest load that a server sustains: exponential growth until a load is too much, bisection until what it bears
 * and what it does not are close, then both once more and for longer. Owned by one thread; knows no clock and no server.
 *
 * <p>A server near its limit holds once and breaks the next time. So the last word on a load counts, a load that held
 * speaks for all below it and one that broke for all above it, and a search whose confirmation fails goes on from there.
 */
public final class CapacitySearch {
    /** Nothing waits for ever: a server that changes its mind all the time has no capacity to find. */
    public static final int STEPS_MAX = 40;

    /** What became of a load. */
    public enum Finding {
        /** Every threshold held. */
        HELD,
        /** A threshold broke, or the server fell behind. */
        BROKEN,
        /** The generator or its machine could not do it; of the server it says nothing. */
        GENERATOR
    }

    /** The part that a search is in. */
    public enum Part {
        /** Every load held by now: twice as much. */
        GROWTH,
        /** None held by now: half as much. */
        REDUCTION,
        /** Between one that held and one that did not. */
        BISECTION,
        /** Those two are close: each once more. */
        CONFIRMATION
    }

    /**
     * What to try next.
     *
     * @param load in the unit of the search
     * @param confirming whether the answer hangs on it, so that it should take longer
     */
    public record Step(double load, boolean confirming) {}

    /**
     * What is known of the highest load that holds.
     *
     * @param held it held; 0 when none did
     * @param broken it did not; infinite when none was found
     * @param confirmed whether both were tried again, for longer
     * @param generatorLimits whether it was the generator that gave way at {@code broken}: the server bears at least
     *     {@code held}
     */
    public record Answer(double held, double broken, boolean confirmed, boolean generatorLimits) {}

    private record Tried(Finding finding, boolean confirmed) {}

    private final double first;
    private final double min;
    private final double max;
    private final double precision;
    private final TreeMap<Double, Tried> tried = new TreeMap<>();
    private int steps;

    /**
     * @param first load to begin with
     * @param min below which nothing is tried; loads are whole multiples of it
     * @param max above which nothing is tried
     * @param precision how close what holds and what breaks must come, as a share of the load; 0.02
     */
    public CapacitySearch(double first, double min, double max, double precision) {
        if (!(min > 0 && min <= first && first <= max)) {
            throw new Refusal("first load", first, "from " + min + " to " + max);
        }
        if (!(precision > 0 && precision < 1)) {
            throw new Refusal("precision", precision, "> 0 and < 1");
        }
        this.first = first;
        this.min = min;
        this.max = max;
        this.precision = precision;
    }

    /** Below this nothing is tried. */
    public double min() {
        return min;
    }

    /** Whether {@link #next} has anything to try. */
    public boolean isDone() {
        return steps >= STEPS_MAX || isSettled();
    }

    private boolean isSettled() {
        double held = held();
        double broken = broken();
        if (held == 0 && broken <= min) {
            return true;
        }
        if (broken == Double.POSITIVE_INFINITY) {
            return held >= max;
        }
        return held > 0 && isClose(held, broken) && isConfirmed(held) && isConfirmed(broken);
    }

    /**
     * The next load.
     *
     * @throws IllegalStateException when there is none
     */
    public Step next() {
        if (isDone()) {
            throw new IllegalStateException("search: done (expected: one that goes on)");
        }
        double held = held();
        double broken = broken();
        return switch (part()) {
            case GROWTH -> new Step(tried.isEmpty() ? first : Math.min(max, rounded(2 * held)), false);
            case REDUCTION -> new Step(Math.max(min, rounded(broken / 2)), false);
            case BISECTION -> new Step(rounded(Math.sqrt(held * broken)), false);
            case CONFIRMATION -> new Step(isConfirmed(held) ? broken : held, true);
        };
    }

    /** What {@link #next} is for. */
    public Part part() {
        double held = held();
        double broken = broken();
        if (broken == Double.POSITIVE_INFINITY) {
            return Part.GROWTH;
        }
        if (held == 0) {
            return Part.REDUCTION;
        }
        return isClose(held, broken) ? Part.CONFIRMATION : Part.BISECTION;
    }

    /** Whether no load between is worth a try. */
    private boolean isClose(double held, double broken) {
        double middle = rounded(Math.sqrt(held * broken));
        return broken <= held * (1 + precision) || middle <= held || middle >= broken;
    }

    private double rounded(double load) {
        return Math.max(1, Math.round(load / min)) * min;
    }

    private boolean isConfirmed(double load) {
        Tried last = tried.get(load);
        return last != null && last.confirmed;
    }

    /** Takes the finding of a step. */
    public void tell(Step step, Finding finding) {
        steps++;
        if (finding == Finding.HELD) {
            tried.headMap(step.load, true).values().removeIf(earlier -> earlier.finding != Finding.HELD);
        } else {
            tried.tailMap(step.load, true).values().removeIf(earlier -> earlier.finding == Finding.HELD);
        }
        tried.put(step.load, new Tried(finding, step.confirming));
    }

    private double held() {
        return tried.entrySet().stream()
                .filter(entry -> entry.getValue().finding == Finding.HELD)
                .mapToDouble(Map.Entry::getKey)
                .max()
                .orElse(0);
    }

    private double broken() {
        return tried.entrySet().stream()
                .filter(entry -> entry.getValue().finding != Finding.HELD)
                .mapToDouble(Map.Entry::getKey)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** What is known by now. */
    public Answer answer() {
        double broken = broken();
        Tried limit = tried.get(broken);
        return new Answer(
                held(),
                broken,
                isSettled() && held() > 0,
                limit == null ? held() > 0 : limit.finding == Finding.GENERATOR);
    }
}
