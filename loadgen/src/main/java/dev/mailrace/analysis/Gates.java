package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The few metrics that a comparison may fail by, and their minimum effects.
 *
 * @param phases whose p50 and p99 are judged; none: the transaction, or what the runs have instead of it
 * @param acceptedEffect of accepted messages a second, in a closed loop: 0.05 for 5 %
 * @param p50Effect of medians, 0.05 for 5 %
 * @param p99Effect of 99th percentiles, 0.1 for 10 %
 * @param failuresEffect of the failure ratio, in points: 0.001 for 0.1 points
 */
public record Gates(
        List<Phase> phases, double acceptedEffect, double p50Effect, double p99Effect, double failuresEffect) {
    /** The default metrics and their minimum effects. */
    public static final Gates STANDARD = new Gates(List.of(), 0.05, 0.05, 0.1, 0.001);

    /** The phases that stand for a run, the fullest first: logins alone have no transaction, handshakes no login. */
    private static final List<Phase> WHOLES =
            List.of(Phase.TRANSACTION, Phase.CONTENT, Phase.AUTH, Phase.TLS, Phase.SESSION);

    private static final List<Timing> SHOWN = List.of(Timing.SERVICE, Timing.RESPONSE);

    public Gates {
        phases = List.copyOf(new LinkedHashSet<>(phases));
        for (double effect : new double[] {acceptedEffect, p50Effect, p99Effect, failuresEffect}) {
            if (!(effect >= 0 && effect <= 10)) {
                throw new Refusal("min-effect", effect, "0 to 10, which is 1000 %");
            }
        }
    }

    public Gates withPhases(List<Phase> others) {
        return new Gates(others, acceptedEffect, p50Effect, p99Effect, failuresEffect);
    }

    /** The metrics that get a verdict, for runs that hold these. */
    List<Metric> judged(Collection<RunFigures> base, Collection<RunFigures> fresh) {
        List<Metric> metrics = new ArrayList<>();
        if (base.stream().allMatch(RunFigures::closedLoop) && fresh.stream().allMatch(RunFigures::closedLoop)) {
            metrics.add(Metric.accepted(acceptedEffect));
        }
        for (Phase phase : phases.isEmpty() ? List.of(whole(base)) : phases) {
            Timing timing = timing(phase, base, fresh);
            metrics.add(Metric.percentile(Percentile.P50, phase, timing, p50Effect));
            metrics.add(Metric.percentile(Percentile.P99, phase, timing, p99Effect));
        }
        metrics.add(Metric.failures(failuresEffect));
        return metrics;
    }

    private static Phase whole(Collection<RunFigures> base) {
        for (Phase phase : WHOLES) {
            if (RunFigures.anyHas(base, Metric.name(Percentile.P50.label(), phase.label(), Timing.SERVICE))) {
                return phase;
            }
        }
        return Phase.TRANSACTION;
    }

    /** From the intended start where both sides know it: only that time holds what late starts cost. */
    private static Timing timing(Phase phase, Collection<RunFigures> base, Collection<RunFigures> fresh) {
        String response = Metric.name(Percentile.P50.label(), phase.label(), Timing.RESPONSE);
        return RunFigures.anyHas(base, response) && RunFigures.anyHas(fresh, response)
                ? Timing.RESPONSE
                : Timing.SERVICE;
    }

    /**
     * The metrics that are shown beside them: all percentiles of judged phases, the p50 and p99 of others, and throughput
     * where a rate decided it.
     */
    List<Metric> shown(Collection<RunFigures> base, Collection<RunFigures> fresh) {
        List<Metric> judged = judged(base, fresh);
        Set<String> judgedNames = new LinkedHashSet<>();
        judged.forEach(metric -> judgedNames.add(metric.name()));
        List<Metric> shown = new ArrayList<>();
        shown.add(Metric.accepted(acceptedEffect));
        for (Phase phase : Phase.values()) {
            for (Timing timing : SHOWN) {
                boolean near = judgedNames.contains(Metric.name(Percentile.P50.label(), phase.label(), timing));
                for (Percentile percentile : Percentile.values()) {
                    if (near || percentile == Percentile.P50 || percentile == Percentile.P99) {
                        shown.add(Metric.percentile(percentile, phase, timing, p50Effect));
                    }
                }
            }
        }
        shown.removeIf(metric -> judgedNames.contains(metric.name())
                || (!RunFigures.anyHas(base, metric.name()) && !RunFigures.anyHas(fresh, metric.name())));
        return shown;
    }
}
