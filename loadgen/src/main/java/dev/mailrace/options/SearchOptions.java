package dev.mailrace.options;

import dev.mailrace.analysis.CapacitySearch;
import dev.mailrace.analysis.CapacityStep.Unit;
import dev.mailrace.experiment.CapacityPlan;
import dev.mailrace.fault.Refusal;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.scenario.Connections;
import dev.mailrace.scenario.Units;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a search for a capacity looks for, and from where. */
public final class SearchOptions {
    private static final double RATE_MAX = 1_000_000;
    private static final int CONNECTIONS = 10;
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration MEASURE = Duration.ofSeconds(3);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final String ERRORS = "errors < 1%";
    private static final String TRANSACTIONS = "p99(transaction) < 1s";
    private static final String LOGINS = "p99(session) < 1s";

    @Option(
            names = "--by",
            paramLabel = "LOAD",
            description =
                    "What is searched: rate (messages/s, open loop), connections (concurrent sessions, closed loop), "
                            + "or auth (logins/s, each on a new connection) (default: rate).")
    Unit by = Unit.RATE;

    @Option(
            names = "--first",
            paramLabel = "LOAD",
            description = "Load of the first step: 500/s, or a number of sessions (default: 100/s, 10 sessions or 10 "
                    + "logins/s).")
    @Nullable
    String first;

    @Option(
            names = "--precision",
            paramLabel = "PERCENT",
            description =
                    "The search ends when the highest load that holds and the lowest that does not are this close "
                            + "(default: ${DEFAULT-VALUE}).")
    String precision = "2%";

    /** The defaults of this command for options that all commands share. */
    public static Map<String, String> defaults() {
        return Map.of(
                "--slo",
                ERRORS + " and " + TRANSACTIONS + "; with --by auth " + LOGINS,
                "--rate",
                "",
                "--messages",
                "",
                "--duration",
                seconds(MEASURE) + ", and longer where a percentile needs it",
                "--warmup",
                seconds(SETTLE),
                "--drain",
                seconds(DRAIN));
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }

    /** Refuses a load, for the search chooses it; how long each step takes at least is asked for with --duration. */
    public void check(PlanOptions plan) {
        if (plan.load.rate != null || !plan.load.stages.isEmpty() || plan.load.messages != null) {
            throw new Refusal(
                    plan.load.messages != null ? "messages" : plan.load.rate != null ? "rate" : "stages",
                    "given to a search",
                    "none, for the search chooses the load; see --first");
        }
        if (by != Unit.CONNECTIONS
                && (plan.load.think != null || !plan.connections.ramp().isZero())) {
            throw new Refusal(
                    plan.load.think != null ? "think" : "ramp",
                    "given to a search by rate",
                    "none, for each step is an open loop at one rate");
        }
        if (by == Unit.CONNECTIONS && plan.connections.connections != null) {
            throw new Refusal("connections", "given to a search by connections", "none; see --first");
        }
        if (by == Unit.AUTH) {
            plan.work.noMail = true;
        }
        if (plan.slo.texts.isEmpty()) {
            plan.slo.texts.add(ERRORS);
            plan.slo.texts.add(by == Unit.AUTH ? LOGINS : TRANSACTIONS);
        }
    }

    /**
     * The search that the options ask for.
     *
     * @param sharers each of which has one session at least
     */
    public CapacitySearch search(int sharers) {
        double share = Units.share("precision", precision);
        return switch (by) {
            case RATE -> new CapacitySearch(rate("100/s"), 1, RATE_MAX, share);
            case AUTH -> new CapacitySearch(rate("10/s"), 1, RATE_MAX, share);
            case CONNECTIONS ->
                new CapacitySearch(
                        first == null
                                ? Math.max(CONNECTIONS, sharers)
                                : Units.count("first", first, sharers, Connections.COUNT_MAX),
                        sharers,
                        Connections.COUNT_MAX,
                        share);
        };
    }

    private double rate(String usual) {
        return Units.ratePerSecond("first", first == null ? usual : first);
    }

    public CapacityPlan plan(PlanOptions plan) {
        LoadOptions load = plan.load;
        return new CapacityPlan(
                by,
                load.warmup == null ? SETTLE : Units.duration("warmup", load.warmup),
                load.duration == null ? MEASURE : Units.positiveDuration("duration", load.duration),
                load.drain(DRAIN),
                load.poisson ? Spacing.POISSON : Spacing.EVEN,
                load.pacing(Duration.ZERO),
                plan.thresholds());
    }
}
