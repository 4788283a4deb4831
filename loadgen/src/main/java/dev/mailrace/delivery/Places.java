package dev.mailrace.delivery;

import dev.mailrace.sink.Receiver;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTrait;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Places where messages arrive: receivers of our own, which listen, and mailboxes, which are looked into. Owned by one thread. */
final class Places implements AutoCloseable {
    private final List<SinkServer> receivers = new ArrayList<>();
    private @Nullable MailboxWatch mailboxes; // null: there are none

    private Places() {}

    /**
     * Who is given what arrives.
     *
     * @param receiver of what comes to receivers
     * @param taker of what is found in mailboxes; called on a thread of theirs
     * @param unread is told why a mailbox could not be read
     */
    record Takers(Receiver receiver, Mailbox.Taker taker, Consumer<String> unread) {}

    /**
     * Opens them all, or none.
     *
     * @throws dev.mailrace.fault.Refusal when one cannot be opened
     */
    static Places open(List<DeliverySource> sources, ReceiverManner manner, Takers takers) {
        Places places = new Places();
        try {
            List<Mailbox> mailboxes = new ArrayList<>();
            for (DeliverySource source : sources) {
                if (source.listening() != null) {
                    places.listen(source.listening(), manner, takers.receiver);
                }
                if (source.mailbox() != null) {
                    mailboxes.add(source.mailbox().get());
                }
            }
            if (!mailboxes.isEmpty()) {
                places.mailboxes = MailboxWatch.begin(mailboxes, takers.taker, takers.unread);
            }
            return places;
        } catch (RuntimeException e) {
            places.close();
            throw e;
        }
    }

    private void listen(DeliverySource.Listening source, ReceiverManner manner, Receiver receiver) {
        SinkBehaviour behaviour =
                SinkBehaviour.PLAIN.withFaults(manner.faults()).withReceiver(receiver);
        if (source.lmtp()) {
            behaviour = behaviour.with(SinkTrait.LMTP);
        }
        if (source.socket() != null) {
            behaviour = behaviour.withUnix(source.socket());
        }
        receivers.add(SinkServer.start(SinkSettings.defaults()
                .withHostname("receiver.mailrace.example")
                .withBind(source.address())
                .withTransport(manner.transport())
                .withService(manner.service())
                .withTls(manner.tls())
                .withBehaviour(behaviour)));
    }

    /** Where the receivers listen, in their order; of a Unix socket, a port beside it. */
    List<InetSocketAddress> addresses() {
        return receivers.stream().map(SinkServer::address).toList();
    }

    /** Finds what has come to mailboxes and was not seen by now. */
    void lookFinally() {
        if (mailboxes != null) {
            mailboxes.lookFinally();
        }
    }

    @Override
    public void close() {
        receivers.forEach(SinkServer::close);
        if (mailboxes != null) {
            mailboxes.close();
        }
    }
}
