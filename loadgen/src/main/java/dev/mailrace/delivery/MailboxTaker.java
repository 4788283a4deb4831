package dev.mailrace.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Recognises messages that were found in mailboxes, and compares them with what was sent. Owned by one thread. */
final class MailboxTaker implements Mailbox.Taker {
    private final Supplier<@Nullable Following> current;
    private final Recipients recipients = new Recipients();
    private @Nullable Recogniser recogniser; // of the run that was waited for last

    MailboxTaker(Supplier<@Nullable Following> current) {
        this.current = current;
    }

    @Override
    public void took(byte[] message, String recipient, long arrivedEpochNanos) {
        Following now = current.get();
        if (now == null) {
            return;
        }
        Recogniser own = recogniser;
        if (own == null || !own.plan().equals(now.plan())) {
            own = new Recogniser(now.plan());
            recogniser = own;
        }
        recipients.clear();
        if (!recipient.isEmpty()) {
            byte[] address = recipient.getBytes(StandardCharsets.UTF_8);
            recipients.add(address, 0, address.length);
        }
        long nanos = now.nanos(arrivedEpochNanos);
        ByteBuf bytes = Unpooled.wrappedBuffer(message);
        if (now.recognises(bytes, own)) {
            if (!own.plan().check().seesRecipients()) {
                own.came(recipients.count(), now.log(), nanos);
                return;
            }
            int mail = own.mail(recipients);
            Difference difference = own.plan().check().comparesContent() ? difference(own, mail, bytes) : null;
            own.arrived(mail, recipients, difference, now.log(), nanos);
        } else {
            Notices.tell(message, now, nanos);
        }
    }

    private @Nullable Difference difference(Recogniser own, int mail, ByteBuf bytes) {
        Expected sent = own.expected(mail);
        sent.set(own.sequence(), own.dueMicros(), false);
        int from = own.markStart();
        boolean same = own.isPlain()
                && (sent.isWithoutReturns(bytes, from)
                        || (sent.bytes() == bytes.writerIndex() - from
                                && sent.matches(0, bytes, from, bytes.writerIndex() - from)));
        if (same) {
            return null;
        }
        own.reconsider(bytes, recipients);
        return new Comparison(own).difference(mail, bytes.array());
    }
}
