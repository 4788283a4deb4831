package dev.mailrace.cluster;

import io.netty.util.concurrent.Ticker;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Takes what a coordinator says: answers at once what needs no thought, hands on the rest. Owned by Pekko. */
final class AgentActor extends AbstractBehavior<ToAgent> {
    private final Queue<ToAgent> inbox;
    private final Pulse pulse;
    private final AgentFacts facts;
    private final Supplier<AgentState> state;

    private AgentActor(
            ActorContext<ToAgent> context,
            Queue<ToAgent> inbox,
            Pulse pulse,
            AgentFacts facts,
            Supplier<AgentState> state) {
        super(context);
        this.inbox = inbox;
        this.pulse = pulse;
        this.facts = facts;
        this.state = state;
    }

    /**
     * @param inbox takes what is not answered here
     * @param pulse is told of all that only its coordinator says
     * @param facts for whoever asks, as {@code state}
     */
    static Behavior<ToAgent> into(Queue<ToAgent> inbox, Pulse pulse, AgentFacts facts, Supplier<AgentState> state) {
        return Behaviors.setup(context -> new AgentActor(context, inbox, pulse, facts, state));
    }

    @Override
    public Receive<ToAgent> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::take).build();
    }

    private Behavior<ToAgent> take(ToAgent message) {
        long nanos = Ticker.systemTicker().nanoTime();
        if (message instanceof ToAgent.Ping ping) {
            ping.from().tell(new ToCoordinator.Pong(ping.place(), ping.number(), nanos, Pings.wallNanos()));
        } else if (message instanceof ToAgent.WhoAreYou asked) {
            asked.from().tell(new ToCoordinator.Present(asked.place(), facts, state.get()));
        } else if (message instanceof ToAgent.Invitation) {
            inbox.add(message);
        } else {
            pulse.felt();
            if (!(message instanceof ToAgent.Pulse)) {
                inbox.add(message);
            }
        }
        return this;
    }
}
