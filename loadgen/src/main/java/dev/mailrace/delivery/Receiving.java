package dev.mailrace.delivery;

import java.net.InetSocketAddress;
import java.util.List;

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
        return new Receiving(Places.open(
                sources,
                manner,
                new Places.Takers(
                        loop -> new NotingIntake(messages),
                        (message, recipient, arrived) -> messages.took(
                                message,
                                true,
                                recipient.isEmpty() ? List.of() : List.of(recipient),
                                messages.nanosOf(arrived)),
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
