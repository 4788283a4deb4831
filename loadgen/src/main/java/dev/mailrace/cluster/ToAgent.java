package dev.mailrace.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a coordinator says to an agent. */
interface ToAgent extends Wire {
    /** It belongs to the run, and has that number from now on. */
    record Welcome(int agent, ActorRef<ToCoordinator> coordinator) implements ToAgent {}

    /** It does not. */
    record Unwelcome(String why) implements ToAgent {}

    /** Gets ready for its part; the answer is {@link ToCoordinator.Ready} or {@link ToCoordinator.Refused}. */
    record Prepare(Order order) implements ToAgent {}

    /** The answer is a {@link ToCoordinator.Pong} with the same number, at once. */
    record Ping(long number) implements ToAgent {}

    /**
     * The load begins.
     *
     * @param nanos then, on the agent's clock
     * @param epochSecond the same moment by the coordinator's wall clock
     * @param nanoOfSecond belongs to it
     * @param folder where it keeps what it measures; null: nowhere
     */
    record Begin(
            long nanos,
            long epochSecond,
            int nanoOfSecond,
            @Nullable String folder) implements ToAgent {}

    /** The coordinator is still there: said each second. */
    record Pulse() implements ToAgent {}

    /** The load ends early. */
    record End(How how) implements ToAgent {}

    /** Nothing more is asked of it. */
    record Leave() implements ToAgent {}

    /** Why a load ends early. */
    enum How {
        INTERRUPTED,
        SLO_BROKEN,
        OUTPUT_LOST
    }
}
