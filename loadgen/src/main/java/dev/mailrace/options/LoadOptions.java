package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much load, for how long, and when. */
public final class LoadOptions {
    private static final Duration WARMUP = Duration.ofSeconds(2);
    private static final Duration DURATION = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Option(
            names = {"-R", "--rate"},
            paramLabel = "RATE",
            description = "Open loop: messages are due at this rate (500/s, 30k/m, 1M/h), whatever the server does. "
                    + "Without it, closed loop: each session sends the next message when the last one is answered.")
    @Nullable
    String rate;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            description = "Length of the measured stage (default: 10s; none with -n).")
    @Nullable
    public String duration;

    @Option(
            names = {"-n", "--messages"},
            paramLabel = "N",
            description = "Ends after this many messages.")
    @Nullable
    public String messages;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            description = "Time before the measured stage, reported separately (default: 2s; none with -n).")
    @Nullable
    public String warmup;

    @Option(
            names = "--stages",
            paramLabel = "TIME:RATE,…",
            split = ",",
            description = "Open loop in stages instead of --rate: 10s:100/s,30s:100/s-500/s. A range is a ramp.")
    public List<String> stages = new ArrayList<>();

    @Option(names = "--poisson", description = "Open loop: random arrivals (Poisson) instead of evenly spaced ones.")
    boolean poisson;

    @Option(
            names = "--think",
            paramLabel = "TIME",
            description = "Closed loop: pause of a session between two messages (default: none).")
    @Nullable
    String think;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            description = "Time that unfinished messages get at the end (default: 10s).")
    @Nullable
    public String drain;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            description = "Open loop: how many messages may wait for a connection; more are dropped (default: "
                    + "${DEFAULT-VALUE}).")
    String backlog = "1M";

    @Option(
            names = "--retry",
            paramLabel = "CODES",
            split = ",",
            description = "Retries messages with a temporary rejection, as greylisting needs: 4xx, or codes such as "
                    + "450,451.")
    List<String> retry = new ArrayList<>();

    @Option(names = "--retry-after", paramLabel = "TIME", description = "Wait before each retry (default: 5s).")
    @Nullable
    String retryAfter;

    @Option(names = "--retry-times", paramLabel = "N", description = "Retries per message (default: 3).")
    @Nullable
    Integer retryTimes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of sizes, addresses and random arrivals (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Event loops (default: half of the processors).")
    @Nullable
    Integer threads;

    public boolean isOpenLoop() {
        return rate != null || !stages.isEmpty();
    }

    /**
     * How arrivals fall due.
     *
     * @param growth over which an open loop grows to its rate
     */
    public Pacing pacing(Duration growth) {
        if (rate != null && !stages.isEmpty()) {
            throw Refusal.bothGiven("rate", "stages");
        }
        if (isOpenLoop()) {
            if (think != null) {
                throw new Refusal("think", "given with a rate", "only in a closed loop");
            }
            return new Pacing.OpenLoop(profile(growth), poisson ? Spacing.POISSON : Spacing.EVEN);
        }
        if (poisson) {
            throw new Refusal("poisson", "given without a rate", "with --rate or --stages");
        }
        return new Pacing.ClosedLoop(think == null ? Duration.ZERO : Units.duration("think", think));
    }

    private RateProfile profile(Duration growth) {
        if (rate != null) {
            double perSecond = Units.ratePerSecond("rate", rate);
            return growth.isZero()
                    ? new RateProfile.Constant(perSecond)
                    : new RateProfile.Ramp(0, perSecond, growth.toNanos());
        }
        List<RateProfile.Stage> parsed = new ArrayList<>();
        for (String stage : stages) {
            parsed.add(stage(stage));
        }
        return new RateProfile.Stages(parsed);
    }

    private static RateProfile.Stage stage(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new Refusal("stages", text, "TIME:RATE or TIME:RATE-RATE, such as 30s:100/s-500/s");
        }
        Duration length = Units.duration("stages", text.substring(0, colon));
        String[] rates = text.substring(colon + 1).split("-", 2);
        double from = Units.ratePerSecondOrZero("stages", rates[0]);
        double to = rates.length == 1 ? from : Units.ratePerSecondOrZero("stages", rates[1]);
        return new RateProfile.Stage(length.toNanos(), from, to);
    }

    public StopRule stop() {
        long messagesMax = messages == null ? 0 : Units.count("messages", messages, 1, Long.MAX_VALUE / 2);
        Duration measured = duration != null
                ? Units.positiveDuration("duration", duration)
                : messages == null ? defaultDuration() : null;
        return new StopRule(before(), measured, messagesMax);
    }

    /** The warm-up. */
    private Duration before() {
        if (warmup != null) {
            return Units.duration("warmup", warmup);
        }
        // Stages that are shorter than the usual warm-up would pass before anything is measured.
        boolean cold = messages != null || (!stages.isEmpty() && stagesLength().compareTo(WARMUP) <= 0);
        return cold ? Duration.ZERO : WARMUP;
    }

    /** Stages bring their own length. */
    private Duration defaultDuration() {
        if (stages.isEmpty()) {
            return DURATION;
        }
        Duration total = stagesLength();
        return total.compareTo(before()) > 0 ? total.minus(before()) : total;
    }

    private Duration stagesLength() {
        Duration total = Duration.ZERO;
        for (String stage : stages) {
            total = total.plusNanos(stage(stage).durationNanos());
        }
        return total;
    }

    private int processes = 1; // each with so many threads

    /** Threads count for each of so many processes. */
    public void inEachOf(int many) {
        processes = many;
    }

    int threads() {
        int each = threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : threads;
        return each * processes;
    }

    public Duration drain() {
        return drain(DRAIN);
    }

    /**
     * How long arrivals under way may take at the end.
     *
     * @param usual where nothing was asked for
     */
    public Duration drain(Duration usual) {
        return drain == null ? usual : Units.duration("drain", drain);
    }

    Retry retry() {
        if (retry.isEmpty()) {
            if (retryAfter != null || retryTimes != null) {
                throw new Refusal(
                        retryAfter != null ? "retry-after" : "retry-times", "given without --retry", "--retry 4xx too");
            }
            return Retry.NEVER;
        }
        return new Retry(
                retry,
                retryTimes == null ? 3 : retryTimes,
                Units.duration("retry-after", retryAfter == null ? "5s" : retryAfter));
    }

    int backlogMax() {
        return (int) Units.count("backlog", backlog, 1, 100_000_000);
    }
}
