package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.channel.EventLoop;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The books of a shard: counts what becomes due, knows what has not ended, and writes down how each arrival ends.
 *
 * <p>Owned by the shard's loop. Those that have not ended are linked, newest first; taking and ending one allocates nothing
 * in steady state.
 */
final class Arrivals {
    private final EventLoop loop;
    private final Recorder recorder;
    private RunClock clock;
    private final boolean mixed; // several session classes
    private final boolean retries;
    private @Nullable Arrival newest;
    private long lastEndNanos;
    private boolean measures = true; // until the stage ends
    private boolean cut;
    private long slowestNanos = Long.MAX_VALUE;

    Arrivals(EventLoop loop, Recorder recorder, Scenario scenario, RunClock clock) {
        this.loop = loop;
        this.recorder = recorder;
        this.clock = clock;
        this.lastEndNanos = clock.originNanos();
        this.mixed = scenario.mix().kinds().size() > 1;
        this.retries = scenario.retry().times() > 0;
    }

    /** The load begins. */
    void begin(RunClock from) {
        clock = from;
        lastEndNanos = from.originNanos();
    }

    /** Counts one that is due. */
    void due(int kind, long intendedNanos) {
        Stage stage = clock.stageAt(intendedNanos);
        recorder.arrived(stage);
        if (mixed) {
            recorder.kindArrived(stage, kind);
        }
    }

    /** One that was counted is now this shard's, from here to its end. */
    Arrival take(Route route, long sequence, long intendedNanos) {
        Arrival arrival = route.arrival(this, clock);
        arrival.due(sequence, intendedNanos);
        arrival.older = newest;
        arrival.newer = null;
        if (newest != null) {
            newest.newer = arrival;
        }
        newest = arrival;
        return arrival;
    }

    private void unlink(Arrival arrival) {
        if (arrival.newer == null) {
            newest = arrival.older;
        } else {
            arrival.newer.older = arrival.older;
        }
        if (arrival.older != null) {
            arrival.older.newer = arrival.newer;
        }
        arrival.newer = null;
        arrival.older = null;
    }

    /** Called by {@link Arrival#end}. */
    void ended(Arrival arrival, Outcome ending, long endNanos) {
        Stage stage = arrival.stage();
        Outcome outcome = atTheCut(arrival, ending, endNanos);
        recorder.ended(stage, outcome);
        if (outcome.kind() == Outcome.Kind.ACCEPTED) {
            accepted(arrival, endNanos);
        }
        if (recorder.followsSent() && arrival.isTransaction()) {
            sent(arrival, outcome.kind(), endNanos);
        }
        if (mixed) {
            recorder.kindEnded(stage, arrival.route().number(), outcome);
        }
        lastEndNanos = endNanos;
        unlink(arrival);
        arrival.route().recycle(arrival);
    }

    /** What a server has, or may have, somebody waits for. */
    private void sent(Arrival arrival, Outcome.Kind ending, long endNanos) {
        boolean accepted = ending == Outcome.Kind.ACCEPTED;
        if (!arrival.sendsMail() || (!accepted && ending != Outcome.Kind.UNCONFIRMED)) {
            return;
        }
        long dueMicros = clock.epochMicros(arrival.intendedNanos());
        for (int i = 0; i < arrival.recipients(); i++) {
            if (arrival.isTaken(i)) {
                recorder.sent(arrival.stage(), arrival.sequence(), i, accepted, dueMicros, endNanos);
            }
        }
    }

    private void accepted(Arrival arrival, long endNanos) {
        Stage stage = arrival.stage();
        if (measures && clock.isMeasured(endNanos)) {
            recorder.acceptedInStage(Stage.MEASURE);
        } else if (clock.stageAt(endNanos) == Stage.WARMUP) {
            recorder.acceptedInStage(Stage.WARMUP);
        }
        if (retries) {
            recorder.acceptedAfter(stage, arrival.tries());
        }
        if (arrival.isTransaction()) {
            // A session reads its clock once a turn: what it began in a turn may have begun before it was due.
            long nanos = endNanos - Math.min(arrival.intendedNanos(), arrival.startNanos());
            recorder.time(stage, Timing.RESPONSE, Phase.TRANSACTION, nanos);
            if (mixed) {
                recorder.kindAnswered(stage, arrival.route().number(), nanos);
            }
        }
    }

    /** What the run's end cut off is an error where it had waited longer than whatever was accepted. */
    private Outcome atTheCut(Arrival arrival, Outcome outcome, long endNanos) {
        boolean open = outcome.kind() == Outcome.Kind.CUT_OFF || outcome.kind() == Outcome.Kind.UNCONFIRMED;
        long ageNanos = endNanos - arrival.intendedNanos();
        if (!cut || !open || ageNanos < slowestNanos) {
            return outcome;
        }
        recorder.unanswered(arrival.stage(), ageNanos);
        return outcome.kind() == Outcome.Kind.CUT_OFF ? Outcome.unanswered(outcome) : outcome;
    }

    /** What comes from now on came after the measured stage. */
    void measuredStageEnded() {
        measures = false;
    }

    /**
     * The run's end cuts off what follows.
     *
     * @param slowest how long the slowest accepted arrival took, in nanoseconds; {@link Long#MAX_VALUE} when nothing is to
     *     be made of those that had to wait longer
     */
    void cutOff(long slowest) {
        cut = true;
        slowestNanos = slowest;
    }

    boolean isCut() {
        return cut;
    }

    /** When the last one ended, on the loop's ticker; the run's beginning when none has. */
    long lastEndNanos() {
        return lastEndNanos;
    }

    /** Adds the ages, in nanoseconds, of the measured stage's that were taken and have not ended. */
    void addAges(Histogram into) {
        long now = loop.ticker().nanoTime();
        for (Arrival arrival = newest; arrival != null; arrival = arrival.older) {
            if (arrival.stage() == Stage.MEASURE) {
                into.recordValue(Math.max(0, now - arrival.intendedNanos()));
            }
        }
    }
}
