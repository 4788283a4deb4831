package dev.mailrace.experiment;

import dev.mailrace.analysis.CapacitySearch;
import dev.mailrace.analysis.CapacityStep.Unit;
import dev.mailrace.analysis.Quantity;
import dev.mailrace.analysis.Slo;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import java.time.Duration;
import java.util.List;

/**
 * What the runs of a search for a capacity have in common. Immutable.
 *
 * @param by what the load counts
 * @param settle how long each run warms up
 * @param measured how long each measures at least
 * @param drain how long arrivals under way may take at its end
 * @param spacing of arrivals, in open loops
 * @param closed how sessions are paced where they are the load
 * @param slos the thresholds
 */
public record CapacityPlan(
        Unit by, Duration settle, Duration measured, Duration drain, Spacing spacing, Pacing closed, List<Slo> slos) {
    private static final Duration MEASURE_MAX = Duration.ofSeconds(10);
    private static final int CONFIRMING_TIMES = 2;

    /** So many values beyond a percentile make it one: ten, as a rule of thumb. */
    private static final double VALUES_BEYOND = 10;

    public CapacityPlan {
        slos = List.copyOf(slos);
    }

    /** Whether messages can pile up, because they fall due whatever the server does. */
    boolean isOpenLoop() {
        return by != Unit.CONNECTIONS;
    }

    /** That of a step. */
    public Load load(CapacitySearch.Step step) {
        StopRule stop = new StopRule(settle, measured(step), 0);
        return isOpenLoop()
                ? new Load(new Pacing.OpenLoop(new RateProfile.Constant(step.load()), spacing), stop, 0, drain)
                : new Load(closed, stop, (int) step.load(), drain);
    }

    /** Long enough for the highest percentile asked for, within reason; longer where the answer hangs on it. */
    private Duration measured(CapacitySearch.Step step) {
        double beyond = slos.stream()
                .map(Slo::quantity)
                .filter(Quantity.Time.class::isInstance)
                .mapToDouble(
                        quantity -> 1 - ((Quantity.Time) quantity).statistic().percentile() / 100)
                .filter(share -> share > 0 && share < 1)
                .min()
                .orElse(Double.POSITIVE_INFINITY); // No percentile, no need.
        double perSecond = isOpenLoop() ? step.load() : Double.POSITIVE_INFINITY;
        Duration needed = Duration.ofNanos((long) (VALUES_BEYOND / beyond / perSecond * 1e9));
        Duration longest = MEASURE_MAX.compareTo(measured) > 0 ? MEASURE_MAX : measured;
        Duration chosen = needed.compareTo(measured) < 0 ? measured : needed.compareTo(longest) < 0 ? needed : longest;
        return step.confirming() ? chosen.multipliedBy(CONFIRMING_TIMES) : chosen;
    }
}
