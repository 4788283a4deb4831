package dev.mailrace.cluster;

import dev.mailrace.cluster.CoordinatorActor.Event;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Asks agents that listen what they are and how they do, and measures their clocks. Owned by one thread. */
public final class AgentSurvey implements AutoCloseable {
    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * An agent that answered.
     *
     * @param at where it was asked
     * @param clock its wall clock against this machine's
     */
    public record Found(String at, AgentFacts facts, AgentState state, ClockOffset clock) {}

    private final Inbox inbox = new Inbox();
    private final Node<Object> node;
    private final ActorRef<ToCoordinator> self;
    private final Pings pings;
    private final List<Address> agents;
    private final List<ToCoordinator.@Nullable Present> answers = new ArrayList<>();

    /**
     * @param door where answers come
     * @param agents where they listen
     */
    public AgentSurvey(Door door, List<InetSocketAddress> agents) {
        Acquaintance.check(agents, door);
        this.agents = agents.stream().map(Node::addressOf).toList();
        agents.forEach(agent -> answers.add(null));
        this.node = new Node<>(CoordinatorActor.into(inbox.queue()), door, line -> {});
        this.self = node.system().narrow();
        this.pings = new Pings(self, this::await);
    }

    /** Those that answered within seconds, in their order. */
    public List<Found> ask() throws InterruptedException {
        long endNanos = Ticker.systemTicker().nanoTime() + ANSWER_NANOS_MAX;
        while (!all() && Ticker.systemTicker().nanoTime() < endNanos) {
            for (int place = 0; place < agents.size(); place++) {
                if (answers.get(place) == null) {
                    node.tell(agents.get(place), new ToAgent.WhoAreYou(place, self));
                }
            }
            await(AGAIN_NANOS, this::all);
        }
        List<Found> found = new ArrayList<>();
        for (int place = 0; place < agents.size(); place++) {
            ToCoordinator.Present present = answers.get(place);
            if (present != null) {
                Address at = agents.get(place);
                pings.measure(place, message -> node.tell(at, message), () -> false);
                found.add(new Found(Node.hostOf(at), present.facts(), present.state(), pings.wall()));
            }
        }
        return found;
    }

    private boolean all() {
        return answers.stream().allMatch(Objects::nonNull);
    }

    private boolean await(long nanosMax, BooleanSupplier until) throws InterruptedException {
        return inbox.await(nanosMax, until, this::happened);
    }

    private void happened(Event event) {
        if (event instanceof Event.Said said) {
            said(said);
        }
    }

    private void said(Event.Said said) {
        if (said.message() instanceof ToCoordinator.Present present) {
            answers.set(Objects.checkIndex(present.place(), answers.size()), present);
        } else if (said.message() instanceof ToCoordinator.Pong pong) {
            pings.ponged(pong, said.nanos());
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
