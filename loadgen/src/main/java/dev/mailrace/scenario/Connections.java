package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import java.time.Duration;

/**
 * How connections are made and used. Immutable.
 *
 * @param count sessions open at once, 1 to {@value #COUNT_MAX}
 * @param messagesEach after which a session says QUIT; 0: never
 * @param ramp over which they are opened, and a closed loop's sessions start
 * @param perSecondMax how many are begun a second at most; 0: as fast as the server answers
 * @param sources the local addresses that they come from, in turn
 */
public record Connections(int count, long messagesEach, Duration ramp, double perSecondMax, AddressRange sources) {
    /** The kernel's limits are lower. */
    public static final int COUNT_MAX = 1_000_000;

    public Connections {
        Scenario.inRange("connections", count, 1, COUNT_MAX);
        if (messagesEach < 0) {
            throw new Refusal("messages-per-connection", messagesEach, ">= 1, or 0 for no limit");
        }
        if (ramp.isNegative()) {
            throw new Refusal("ramp", ramp, ">= 0");
        }
        if (perSecondMax < 0) {
            throw new Refusal("connect-rate", perSecondMax + "/s", "> 0, or 0 for no limit");
        }
    }
}
