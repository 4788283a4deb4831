package dev.mailrace.cluster;

import io.netty.util.concurrent.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Takes what agents say, and what the cluster knows of them, and hands it on; says each second that it is there. Owned by Pekko. */
final class CoordinatorActor extends AbstractBehavior<Object> {
    /** What happened, for the thread that runs the load. */
    sealed interface Event {
        /**
         * An agent said something.
         *
         * @param nanos on the system's ticker when it came
         */
        record Said(ToCoordinator message, long nanos) implements Event {}

        /** The cluster has lost sight of a node. */
        record Gone(Address node, String why) implements Event {}

        /** Somebody here wants the load to end. */
        record EndAsked(ToAgent.How how) implements Event {}

        /** A process of our own has ended; what it said last. */
        record Exited(long pid, int code, String said) implements Event {}
    }

    private record Tick() {}

    private final Queue<Event> inbox;
    private final Map<Integer, ActorRef<ToAgent>> agents = new LinkedHashMap<>();

    private CoordinatorActor(ActorContext<Object> context, Queue<Event> inbox) {
        super(context);
        this.inbox = inbox;
        Cluster cluster = Cluster.get(context.getSystem());
        ActorRef<Object> self = context.getSelf();
        cluster.subscriptions().tell(Subscribe.create(self.narrow(), ReachabilityEvent.class));
        cluster.subscriptions().tell(Subscribe.create(self.narrow(), MemberEvent.class));
    }

    /** @param inbox takes what comes */
    static Behavior<Object> into(Queue<Event> inbox) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerAtFixedRate(new Tick(), Pulse.EACH);
            return Behaviors.setup(context -> new CoordinatorActor(context, inbox));
        });
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToCoordinator.class, this::said)
                .onMessage(Welcomed.class, this::welcomed)
                .onMessage(Tick.class, tick -> this.ticked())
                .onMessage(UnreachableMember.class, event -> gone(event.member().address(), "it does not answer"))
                .onMessage(MemberRemoved.class, event -> gone(event.member().address(), "it has left"))
                .onAnyMessage(other -> this)
                .build();
    }

    /** An agent belongs to the run: from now on it is told each second that its coordinator is there. */
    record Welcomed(int agent, ActorRef<ToAgent> at) {}

    private Behavior<Object> said(ToCoordinator message) {
        inbox.add(new Event.Said(message, Ticker.systemTicker().nanoTime()));
        return this;
    }

    private Behavior<Object> welcomed(Welcomed welcomed) {
        agents.put(welcomed.agent, welcomed.at);
        return this;
    }

    private Behavior<Object> ticked() {
        agents.values().forEach(agent -> agent.tell(new ToAgent.Pulse()));
        return this;
    }

    private Behavior<Object> gone(Address node, String why) {
        inbox.add(new Event.Gone(node, why));
        return this;
    }
}
