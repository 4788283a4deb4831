package dev.mailrace.cluster;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a coordinator says to an agent. */
interface ToAgent extends Wire {
    /** It belongs to the run, and has that number from now on. */
    record Welcome(int agent, ActorRef<ToCoordinator> coordinator) implements ToAgent {}

    /** It does not. */
    record Unwelcome(String why) implements ToAgent {}

    /**
     * Files that the next order names; the answer is {@link ToCoordinator.Lacks} or {@link ToCoordinator.Refused}.
     *
     * @param files each once
     */
    record Offer(List<Offered> files) implements ToAgent {}

    /**
     * A file.
     *
     * @param digest SHA-256, in hexadecimal digits
     */
    record Offered(String digest, long bytes) {}

    /** Of a file that it lacks, after the one before; the answer is {@link ToCoordinator.Has}. */
    record Piece(String digest, ByteBuffer content) implements ToAgent {}

    /** Gets ready for its part; the answer is {@link ToCoordinator.Ready} or {@link ToCoordinator.Refused}. */
    record Prepare(Order order) implements ToAgent {}

    /**
     * One that listens is asked to join a run, and says {@link ToCoordinator.Hello}, or {@link ToCoordinator.Declined}.
     *
     * @param place which of those it is that were asked, from 0
     */
    record Invitation(int place, ActorRef<ToCoordinator> from) implements ToAgent {}

    /** The answer is {@link ToCoordinator.Present}, whether it belongs to a run or not. */
    record WhoAreYou(int place, ActorRef<ToCoordinator> from) implements ToAgent {}

    /** The answer is a {@link ToCoordinator.Pong} with the same numbers, at once. */
    record Ping(int place, long number, ActorRef<ToCoordinator> from) implements ToAgent {}

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
