package dev.mailrace.analysis;

import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.metrics.SideResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A run put together by hand: what an engine would have counted. */
final class MadeRun {
    static final Outcome REFUSED =
            new Outcome(Outcome.Kind.REJECTED, Phase.MAIL, 530, "5.7.0", Outcome.Reason.NONE, "530 5.7.0 Log in first");
    static final Outcome HUNG_AT_MAIL = Outcome.unanswered(cutOff(Phase.MAIL));

    final TallyBuilder measured = new TallyBuilder();
    final TallyBuilder warmup = new TallyBuilder();
    final OutcomeCounts losses = new OutcomeCounts();
    final List<Shortfall> shortfalls = new ArrayList<>();
    final List<String> invalid = new ArrayList<>();
    RunResult.Ending ending = RunResult.Ending.COMPLETED;
    double ratePerSecond = 40;
    double seconds = 6;
    int connectionsMax = 10;
    long waiting;
    long latenessNanos;

    static Outcome cutOff(Phase phase) {
        return new Outcome(Outcome.Kind.CUT_OFF, phase, 0, "", Outcome.Reason.NONE, "the run ended first");
    }

    /** Arrivals that were accepted within the stage, each after so long. */
    MadeRun accepted(int count, long millis) {
        return acceptedInTheDrain(count, millis, count);
    }

    /** The same, of which {@code within} were accepted while the stage lasted. */
    MadeRun acceptedInTheDrain(int count, long millis, int within) {
        measured.arrivals(count);
        measured.outcome(Outcome.ACCEPTED, count);
        measured.acceptedInStage(within);
        for (Timing timing : List.of(Timing.SERVICE, Timing.RESPONSE)) {
            measured.times(timing, Phase.TRANSACTION, times(count, millis));
        }
        measured.times(Timing.SERVICE, Phase.CONTENT, times(count, millis));
        return this;
    }

    private static Histogram times(int count, long millis) {
        Histogram times = Tally.histogram();
        times.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(millis), count);
        return times;
    }

    MadeRun ended(Outcome outcome, int count) {
        measured.arrivals(count);
        measured.outcome(outcome, count);
        return this;
    }

    /** Arrivals without an answer, each so old when the run ended. */
    MadeRun hung(Outcome outcome, int count, long millis) {
        ended(outcome, count);
        measured.times(Timing.RESPONSE, Phase.TRANSACTION, times(count, millis));
        measured.times(Timing.UNANSWERED, Phase.TRANSACTION, times(count, millis));
        return this;
    }

    /** The same of the warm-up. */
    MadeRun hungSinceWarmup(Outcome outcome, int count, long millis) {
        warmup.arrivals(count);
        warmup.outcome(outcome, count);
        warmup.times(Timing.RESPONSE, Phase.TRANSACTION, times(count, millis));
        warmup.times(Timing.UNANSWERED, Phase.TRANSACTION, times(count, millis));
        return this;
    }

    RunResult result(String... slos) {
        RunInfo info = new RunInfo(
                "r1",
                "mailrace run",
                "0.1.0",
                1,
                Instant.EPOCH,
                "plan",
                10,
                ratePerSecond,
                0,
                TimeUnit.SECONDS.toNanos((long) seconds),
                0,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(slos),
                List.of(),
                RunInfo.About.NOTHING);
        SelfHealth.Verdict self = new SelfHealth.Verdict(
                invalid.isEmpty(),
                invalid,
                List.of(),
                latenessNanos,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                new LittlesLaw(0, 0, 0),
                List.of());
        return new RunResult(
                info,
                Instant.EPOCH,
                ending,
                seconds,
                measured.build(),
                warmup.build(),
                SessionCounts.of(10, 10, 0, 0, 0, null, losses),
                connectionsMax,
                Tally.histogram(),
                Tally.histogram(),
                self,
                shortfalls,
                waiting,
                SideResult.NONE);
    }

    RunVerdict verdict(String... slos) {
        return RunVerdict.of(result(slos));
    }

    /** What becomes of one threshold. */
    Slo.Verdict of(String slo) {
        return verdict(slo).thresholds().get(0);
    }
}
