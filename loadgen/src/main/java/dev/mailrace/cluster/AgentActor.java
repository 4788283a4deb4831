package dev.mailrace.cluster;

import io.netty.util.concurrent.Ticker;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/** Takes what a coordinator says: answers pings at once, hands on the rest. Owned by Pekko. */
final class AgentActor extends AbstractBehavior<ToAgent> {
    private final Queue<ToAgent> inbox;
    private final Pulse pulse;
    private @Nullable ActorRef<ToCoordinator> coordinator; // Null: not welcome yet.
    private int number;

    private AgentActor(ActorContext<ToAgent> context, Queue<ToAgent> inbox, Pulse pulse) {
        super(context);
        this.inbox = inbox;
        this.pulse = pulse;
    }

    /**
     * @param inbox takes what is not answered here
     * @param pulse is told of all that comes
     */
    static Behavior<ToAgent> into(Queue<ToAgent> inbox, Pulse pulse) {
        return Behaviors.setup(context -> new AgentActor(context, inbox, pulse));
    }

    @Override
    public Receive<ToAgent> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::take).build();
    }

    private Behavior<ToAgent> take(ToAgent message) {
        long nanos = Ticker.systemTicker().nanoTime();
        pulse.felt();
        if (message instanceof ToAgent.Welcome welcome) {
            coordinator = welcome.coordinator();
            number = welcome.agent();
        }
        if (message instanceof ToAgent.Ping ping) {
            if (coordinator != null) {
                coordinator.tell(new ToCoordinator.Pong(number, ping.number(), nanos));
            }
        } else if (!(message instanceof ToAgent.Pulse)) {
            inbox.add(message);
        }
        return this;
    }
}
