package dev.mailrace.cli;

import dev.mailrace.analysis.BenchmarkComparison;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Units;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What a comparison judges, and what it fails by. */
final class JudgingOptions {
    private static final String EFFECT = "min-effect";

    @Option(
            names = "--phase",
            split = ",",
            paramLabel = "PHASE",
            description = "Judges p50 and p99 of this phase, such as content; repeatable (default: the transaction).")
    List<String> phases = new ArrayList<>();

    @Option(
            names = "--" + EFFECT,
            split = ",",
            paramLabel = "[NAME=]PERCENT",
            description =
                    "Minimum effect; smaller changes are not regressions: p99=15%%, or 3%% for accepted, p50 and p99; failures in "
                            + "percentage points (default: accepted=5%%, p50=5%%, p99=10%%, failures=0.1%%).")
    List<String> effects = new ArrayList<>();

    @Option(
            names = "--fail-on",
            split = ",",
            paramLabel = "VERDICT",
            description = "Fails on this verdict and all worse ones: regressed (default), suspect or inconclusive.")
    List<String> failOn = new ArrayList<>(List.of(Verdict.REGRESSED.label()));

    /** What is judged, and by how much it has to change. */
    Gates gates() {
        Gates gates = Gates.STANDARD.withPhases(phases.stream().map(Phase::of).toList());
        for (String effect : effects) {
            String name = name(effect);
            double share = Units.share(EFFECT, value(effect));
            gates = switch (name) {
                case "" -> new Gates(gates.phases(), share, share, share, gates.failuresEffect());
                case "accepted" ->
                    new Gates(gates.phases(), share, gates.p50Effect(), gates.p99Effect(), gates.failuresEffect());
                case "p50" ->
                    new Gates(gates.phases(), gates.acceptedEffect(), share, gates.p99Effect(), gates.failuresEffect());
                case "p99" ->
                    new Gates(gates.phases(), gates.acceptedEffect(), gates.p50Effect(), share, gates.failuresEffect());
                case "failures" ->
                    new Gates(gates.phases(), gates.acceptedEffect(), gates.p50Effect(), gates.p99Effect(), share);
                default ->
                    throw new Refusal(
                            EFFECT, effect, "accepted=, p50=, p99= or failures=, or for all a percentage such as 3%");
            };
        }
        return gates;
    }

    /** The least change of a benchmark's score. */
    double benchmarkEffect() {
        if (!phases.isEmpty()) {
            throw new Refusal("phase", "given with --jmh", "without; benchmarks have none");
        }
        double share = BenchmarkComparison.MIN_EFFECT;
        for (String effect : effects) {
            if (!name(effect).isEmpty()) {
                throw new Refusal(EFFECT, effect + " with --jmh", "a percentage such as 3%");
            }
            share = Units.share(EFFECT, effect);
        }
        return share;
    }

    private static String name(String effect) {
        int equals = effect.indexOf('=');
        return equals < 0 ? "" : effect.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    }

    private static String value(String effect) {
        return effect.substring(effect.indexOf('=') + 1);
    }

    /** The mildest verdict that fails. */
    Verdict failOn() {
        Verdict mildest = Verdict.REGRESSED;
        for (String name : failOn) {
            Verdict verdict = Verdict.of("fail-on", name);
            if (!verdict.asBadAs(Verdict.INCONCLUSIVE)) {
                throw new Refusal("fail-on", name, "regressed, suspect or inconclusive");
            }
            mildest = verdict.asBadAs(mildest) ? mildest : verdict;
        }
        return mildest;
    }

    /** What the process ends with. */
    static ExitCode exitCode(Verdict verdict, Verdict failOn) {
        if (!verdict.asBadAs(failOn)) {
            return ExitCode.OK;
        }
        return verdict == Verdict.INCONCLUSIVE ? ExitCode.INCONCLUSIVE : ExitCode.REGRESSION;
    }
}
