package dev.mailrace.delivery;

import java.util.concurrent.TimeUnit;

/** A run that is waited for: what it sends, and where to write what arrives of it. Any thread may use it. */
final class Following {
    private final DeliveryPlan plan;
    private final ArrivalLog log;
    private volatile long beganMicros = Long.MAX_VALUE; // Before it, nothing is of this run.

    Following(DeliveryPlan plan, ArrivalLog log) {
        this.plan = plan;
        this.log = log;
    }

    DeliveryPlan plan() {
        return plan;
    }

    ArrivalLog log() {
        return log;
    }

    /** The load begins then, by the wall clock. */
    void begins(long epochNanos) {
        beganMicros = TimeUnit.NANOSECONDS.toMicros(epochNanos);
    }

    /** Whether a message that was due then is of this run, and not of an earlier one with the same plan. */
    boolean covers(long dueMicros) {
        return dueMicros >= beganMicros;
    }
}
