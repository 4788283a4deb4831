package dev.mailrace.delivery;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Places whose arrivals are written down, for runs that others make. Owned by one thread; receivers have loops of their own. */
public final class Receiving implements AutoCloseable {
    private final Places places;

    private Receiving(Places places) {
        this.places = places;
    }

    /**
     * Opens them all, or none.
     *
     * @param notes where what arrives is written; borrowed
     * @throws dev.mailrace.fault.Refusal when one cannot be opened
     */
    public static Receiving open(
            List<DeliverySource> sources, ReceiverManner manner, ArrivalNotes notes, DeliveryCheck check) {
        MessageNotes messages = new MessageNotes(notes, check);
        Map<EventExecutor, NotedMessage> ofLoops = new ConcurrentHashMap<>();
        return new Receiving(Places.open(
                sources,
                manner,
                new Places.Takers(
                        loop -> new NotingIntake(
                                messages, ofLoops.computeIfAbsent(loop, each -> messages.newMessage())),
                        new MailboxNotes(messages),
                        notes::unread)));
    }

    /** Where the receivers listen, in their order; of a Unix socket, a port beside it. */
    public List<InetSocketAddress> addresses() {
        return places.addresses();
    }

    /** Finds what has come to mailboxes and was not seen by now. */
    public void lookFinally() {
        places.lookFinally();
    }

    @Override
    public void close() {
        places.close();
    }
}
