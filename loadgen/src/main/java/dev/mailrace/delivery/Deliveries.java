package dev.mailrace.delivery;

import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.net.Transport;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.Receiver;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTrait;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places where a server's deliveries arrive, open from before the first run of a command until after its last. Owned by one
 * thread; its receivers have loops of their own.
 */
public final class Deliveries implements AutoCloseable {
    private final List<SinkServer> receivers = new ArrayList<>();
    private @Nullable MailboxWatch mailboxes; // null: there are none
    private volatile @Nullable Following current; // null: between runs

    private Deliveries() {}

    /**
     * Opens them all, or none.
     *
     * @param service how long a receiver works on a message, and by how many workers
     * @param faults what a receiver does wrong
     * @throws dev.mailrace.fault.Refusal when one cannot be opened
     */
    public static Deliveries open(
            List<DeliverySource> sources, Transport transport, SinkService service, FaultPlan faults) {
        Deliveries deliveries = new Deliveries();
        try {
            List<Mailbox> mailboxes = new ArrayList<>();
            for (DeliverySource source : sources) {
                if (source.listening() != null) {
                    deliveries.listen(source.listening(), transport, service, faults);
                }
                if (source.mailbox() != null) {
                    mailboxes.add(source.mailbox().get());
                }
            }
            if (!mailboxes.isEmpty()) {
                deliveries.mailboxes = MailboxWatch.begin(mailboxes, () -> deliveries.current);
            }
            return deliveries;
        } catch (RuntimeException e) {
            deliveries.close();
            throw e;
        }
    }

    private void listen(DeliverySource.Listening source, Transport transport, SinkService service, FaultPlan faults) {
        SinkBehaviour behaviour = SinkBehaviour.PLAIN.withFaults(faults).withReceiver(new Taking());
        if (source.lmtp()) {
            behaviour = behaviour.with(SinkTrait.LMTP);
        }
        if (source.socket() != null) {
            behaviour = behaviour.withUnix(source.socket());
        }
        receivers.add(SinkServer.start(SinkSettings.defaults()
                .withHostname("receiver.mailrace.example")
                .withBind(source.address())
                .withTransport(transport)
                .withService(service)
                .withBehaviour(behaviour)));
    }

    private final class Taking implements Receiver {
        @Override
        public Intake newIntake(EventExecutor loop) {
            return new DeliveryIntake(loop, () -> current);
        }
    }

    /** Where the receivers listen, in their order; of a Unix socket, a port beside it. */
    public List<InetSocketAddress> addresses() {
        return receivers.stream().map(SinkServer::address).toList();
    }

    /**
     * From now on what arrives belongs to this run.
     *
     * @param wait how long to wait for deliveries when the load is over
     */
    public DeliveryWatch follow(DeliveryPlan plan, Duration wait) {
        Following following = new Following(plan, new ArrivalLog());
        current = following;
        MailboxWatch watch = mailboxes;
        return new DeliveryBooks(following, wait, watch == null ? () -> {} : watch::lookFinally);
    }

    @Override
    public void close() {
        current = null;
        receivers.forEach(SinkServer::close);
        if (mailboxes != null) {
            mailboxes.close();
        }
    }
}
