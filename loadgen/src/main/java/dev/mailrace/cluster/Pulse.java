package dev.mailrace.cluster;

import java.time.Duration;
import org.apache.pekko.remote.DeadlineFailureDetector;
import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.util.JavaDurationConverters;

/** Whether the other side was heard of lately, by Pekko's failure detector with a deadline. Thread-safe. */
final class Pulse {
    /** An agent that has not heard of its coordinator for so long sends nothing any more. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    static final Duration EACH = Duration.ofSeconds(1);

    private final DeadlineFailureDetector detector;

    /** @param silenceMax longer than {@link #EACH} */
    Pulse(Duration silenceMax) {
        detector = new DeadlineFailureDetector(
                JavaDurationConverters.asFiniteDuration(silenceMax.minus(EACH)),
                JavaDurationConverters.asFiniteDuration(EACH),
                FailureDetector.defaultClock());
    }

    /** Something came. */
    void felt() {
        detector.heartbeat();
    }

    /** Whether something came lately, or nothing ever did. */
    boolean isThere() {
        return detector.isAvailable();
    }
}
