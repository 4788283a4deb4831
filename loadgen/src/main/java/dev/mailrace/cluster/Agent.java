package dev.mailrace.cluster;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.scenario.Scenario;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Loads for a coordinator: some shards of a run of which others have the rest. One that does not hear of its coordinator
 * for five seconds sends nothing any more, lets what is under way end, and leaves; what it measured is in its own files.
 *
 * <p>{@link #serve} belongs to the calling thread; {@link #abandon} may come from any.
 */
public final class Agent implements AutoCloseable {
    /** In the environment of a coordinator's own agent: what proves that it is. */
    public static final String TOKEN = "MAILRACE_AGENT_TOKEN";

    private static final long LOOK_MILLIS = 250;
    private static final long HELLO_MILLIS = 1_000;
    private static final int HELLOS_MAX = 600;

    /** Makes a scenario of an order, and checks that it can be run here. */
    public interface Workshop {
        /**
         * Throws what it refuses, in one line.
         *
         * @param files their content by the names that the order has for them
         */
        Part part(Order order, Map<String, byte[]> files) throws InterruptedException;

        /**
         * The load begins: what is measured goes there.
         *
         * @param number the agent's, from 0
         * @param folder null: nowhere, or where this side wants it
         */
        void keepIn(int number, @Nullable String folder);

        /** Something that people at this side should know, in one line; from any thread. */
        void tell(String line);
    }

    /**
     * What a load takes.
     *
     * @param observers keep what is measured here
     */
    public record Part(Scenario scenario, RunInfo info, List<RunObserver> observers) {}

    /** How it ended. */
    public enum Ending {
        /** The coordinator needs it no more. */
        DISMISSED,
        /** The coordinator did not want it. */
        REFUSED,
        /** There was no coordinator. */
        ABSENT,
        /** The coordinator is gone. */
        LOST,
        /** Somebody here wanted it to end. */
        LEFT
    }

    private final Self self;
    private final LinkedBlockingQueue<ToAgent> inbox = new LinkedBlockingQueue<>();
    private final Pulse pulse;
    private final Node<ToAgent> node;
    private final AgentLoad load;
    private volatile boolean abandoned;
    private volatile boolean isLoading;
    private volatile @Nullable String refusal;
    private @Nullable Address seed; // Null: nobody has invited it yet.
    private volatile @Nullable ActorRef<ToCoordinator> coordinator; // Null: it is not welcome yet.
    private int number;

    /**
     * @param coordinator where it is reached; null: one that invites it
     * @param door where this is reached
     * @param token what the coordinator has given to a process of its own; empty: it is none
     */
    public Agent(@Nullable InetSocketAddress coordinator, Door door, String token, Workshop workshop) {
        this(coordinator, door, new Self(token, Machine.facts(), Pulse.SILENCE_MAX), workshop);
    }

    /**
     * What an agent is.
     *
     * @param silenceMax for so long it goes on without its coordinator
     */
    record Self(String token, AgentFacts facts, Duration silenceMax) {}

    Agent(@Nullable InetSocketAddress coordinator, Door door, Self self, Workshop workshop) {
        this.load = new AgentLoad(workshop, this::tell);
        if (coordinator != null) {
            Acquaintance.check(List.of(coordinator), door);
        }
        this.pulse = new Pulse(self.silenceMax);
        this.self = self;
        this.node = new Node<>(
                AgentActor.into(inbox, pulse, self.facts, () -> Machine.state(isLoading)), door, workshop::tell);
        this.seed = coordinator == null ? null : Node.addressOf(coordinator);
    }

    /** Where it is reached. */
    public int port() {
        return node.port();
    }

    /** The coordinator is gone, as somebody knows for sure. */
    public void abandon() {
        abandoned = true;
    }

    /** Why the coordinator did not want it; null: it did. */
    public @Nullable String refusal() {
        return refusal;
    }

    /**
     * Does what it is told until it is dismissed, or the coordinator is gone.
     *
     * @param unwanted whether somebody here wants it to end: then the load ends early, and what was measured is kept
     */
    public Ending serve(BooleanSupplier unwanted) throws InterruptedException {
        while (seed == null) {
            if (unwanted.getAsBoolean()) {
                return Ending.LEFT;
            }
            ToAgent message = inbox.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (message instanceof ToAgent.Invitation invitation) {
                seed = invitation.from().path().address();
            }
        }
        isLoading = true;
        node.join(Objects.requireNonNull(seed));
        Ending ending = introduce(unwanted);
        while (ending == null) {
            ToAgent message = inbox.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            ending = message == null ? null : heard(message);
            if (ending == null && unwanted.getAsBoolean()) {
                ending = Ending.LEFT;
            } else if (ending == null && (abandoned || !pulse.isThere())) {
                ending = Ending.LOST;
            }
        }
        load.stop();
        isLoading = false;
        return ending;
    }

    /** Says hello until there is an answer, which is the first that comes; null: it is welcome. */
    private @Nullable Ending introduce(BooleanSupplier unwanted) throws InterruptedException {
        for (int hellos = 0; hellos < HELLOS_MAX && !abandoned; hellos++) {
            if (unwanted.getAsBoolean()) {
                return Ending.LEFT;
            }
            node.tell(
                    Objects.requireNonNull(seed),
                    new ToCoordinator.Hello(node.system(), Wire.FORMAT, self.token, self.facts));
            ToAgent answer = inbox.poll(HELLO_MILLIS, TimeUnit.MILLISECONDS);
            if (answer != null && !(answer instanceof ToAgent.Invitation)) {
                return heard(answer);
            }
        }
        return Ending.ABSENT;
    }

    private @Nullable Ending heard(ToAgent message) throws InterruptedException {
        if (message instanceof ToAgent.Welcome welcome) {
            coordinator = welcome.coordinator();
            number = welcome.agent();
        } else if (message instanceof ToAgent.Unwelcome unwelcome) {
            refusal = unwelcome.why();
            return Ending.REFUSED;
        } else if (message instanceof ToAgent.Offer offer) {
            tell(load.offered(number, offer));
        } else if (message instanceof ToAgent.Piece piece) {
            tell(load.taken(number, piece));
        } else if (message instanceof ToAgent.Prepare prepare) {
            tell(load.prepared(number, prepare.order()));
        } else if (message instanceof ToAgent.Begin begin) {
            load.begin(number, begin);
        } else if (message instanceof ToAgent.End end) {
            load.end(end.how());
        } else if (message instanceof ToAgent.Leave) {
            return Ending.DISMISSED;
        } else if (message instanceof ToAgent.Invitation invitation) {
            invited(invitation);
        }
        return null;
    }

    /** Nobody is in two runs. */
    private void invited(ToAgent.Invitation invitation) {
        if (!invitation.from().path().address().equals(seed)) {
            invitation.from().tell(new ToCoordinator.Declined(invitation.place(), "it belongs to another run"));
        }
    }

    private void tell(ToCoordinator message) {
        ActorRef<ToCoordinator> to = coordinator;
        if (to != null) {
            to.tell(message);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
