package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import org.jspecify.annotations.Nullable;

/** Records what the sessions of a connection report: times of phases, and sessions in use. Owned by its loop. */
final class SessionTimes {
    private final Shard shard;
    private final Recorder recorder;
    private final boolean mixed; // Several kinds of session, of which each has times of its own.
    private int kind;

    SessionTimes(Shard shard) {
        this.shard = shard;
        this.recorder = shard.recorder();
        this.mixed = shard.hasSeveralKinds();
    }

    /** What comes from now on is of a session of the kind with that number. */
    void ofKind(int number) {
        kind = number;
    }

    /** A session has taken the arrival. */
    void begun(Arrival arrival) {
        if (!arrival.awaitsSteps()) {
            inUse(arrival, 1);
        }
    }

    /** It counts as in use while its transaction is timed: from MAIL, and not from the steps before. */
    private void inUse(Arrival arrival, int more) {
        arrival.inUse(more > 0);
        if (arrival.stage() == Stage.MEASURE) {
            recorder.inUse(more, shard.now());
        }
    }

    /** @param arrival null: the phase belongs to no arrival */
    void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Arrival arrival) {
        if (arrival != null && arrival.stepAnswered(phase)) {
            inUse(arrival, 1);
        }
        Stage stage = arrival != null
                ? arrival.stage()
                : shard.clock().stageAt(phase == Phase.SESSION ? shard.now() : shard.now() - serviceNanos);
        recorder.time(stage, positive ? Timing.SERVICE : Timing.FAILED, phase, serviceNanos);
        if (mixed && positive) {
            recorder.kindTime(stage, kind, phase, serviceNanos);
        }
    }

    /** A session ended as it should, so long after what it was for was due. */
    void sessionEnded(long nanos) {
        recorder.time(shard.clock().stageAt(shard.now()), Timing.RESPONSE, Phase.SESSION, nanos);
    }

    /** A transaction ended, for now or for good. */
    void ended(Arrival arrival, Outcome outcome) {
        if (arrival.isInUse()) {
            inUse(arrival, -1);
        }
        int refused = outcome.phase() == Phase.MAIL ? 0 : arrival.recipientsRefused();
        if (refused > 0) {
            recorder.refusedRecipients(arrival.stage(), refused);
        }
        if (outcome.kind() == Outcome.Kind.ACCEPTED && arrival.sendsMail()) {
            recorder.delivered(arrival.stage(), arrival.contentBytes(), arrival.recipientsAccepted());
        }
    }
}
