package dev.mailrace.delivery;

import dev.mailrace.delivery.ArrivalLog.Kind;
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
        if (!own.recognises(bytes) || (own.isPlain() && !now.covers(own.dueMicros()))) {
            Notices.tell(message, now, nanos);
        } else {
            arrived(now.log(), own, bytes, nanos);
        }
    }

    private void arrived(ArrivalLog log, Recogniser own, ByteBuf bytes, long nanos) {
        int mail = own.mail(recipients);
        Difference difference = own.plan().comparesContent() ? difference(own, mail, bytes) : null;
        int recipient = recipients.count() == 0 ? ArrivalLog.ANY_RECIPIENT : own.recipientOf(mail, recipients, 0);
        if (recipients.count() > 0 && recipient < 0) {
            log.remarkable(
                    Kind.STRAY,
                    own.sequence(),
                    ArrivalLog.ANY_RECIPIENT,
                    nanos,
                    "message " + own.sequence() + " for " + recipients.shown(0));
        } else if (difference == null) {
            log.whole(own.sequence(), recipient, own.dueMicros(), nanos);
        } else {
            log.remarkable(
                    Kind.ALTERED, own.sequence(), recipient, nanos, DeliveryIntake.words(own.sequence(), difference));
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
