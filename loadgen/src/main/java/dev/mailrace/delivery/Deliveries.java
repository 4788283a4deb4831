package dev.mailrace.delivery;

import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.net.Transport;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places where a server's deliveries arrive, open from before the first run of a command until after its last. Owned by one
 * thread; its receivers have loops of their own.
 */
public final class Deliveries implements AutoCloseable {
    private final Places places;
    private volatile @Nullable Following current; // null: between runs

    private Deliveries(List<DeliverySource> sources, ReceiverManner manner) {
        places = Places.open(
                sources,
                manner,
                new Places.Takers(
                        loop -> new DeliveryIntake(loop, () -> current),
                        new MailboxTaker(() -> current),
                        this::unread));
    }

    /**
     * Opens them all, or none.
     *
     * @param service how long a receiver works on a message, and by how many workers
     * @param faults what a receiver does wrong
     * @throws dev.mailrace.fault.Refusal when one cannot be opened
     */
    public static Deliveries open(
            List<DeliverySource> sources, Transport transport, SinkService service, FaultPlan faults) {
        return new Deliveries(sources, new ReceiverManner(transport, service, faults, SinkTls.NONE));
    }

    private void unread(String why) {
        Following now = current;
        if (now != null) {
            now.log().remarkable(ArrivalLog.Kind.UNREAD, 0, 0, 0, why);
        }
    }

    /** Where the receivers listen, in their order; of a Unix socket, a port beside it. */
    public List<InetSocketAddress> addresses() {
        return places.addresses();
    }

    /**
     * From now on what arrives belongs to this run.
     *
     * @param wait how long to wait for deliveries when the load is over
     */
    public DeliveryWatch follow(DeliveryPlan plan, Duration wait) {
        Following following = new Following(plan, new ArrivalLog());
        current = following;
        return new DeliveryBooks(following, wait, places::lookFinally);
    }

    @Override
    public void close() {
        current = null;
        places.close();
    }
}
