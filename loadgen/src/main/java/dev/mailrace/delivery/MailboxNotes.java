package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;

/** Writes down messages that were found in mailboxes. Owned by one thread. */
final class MailboxNotes implements Mailbox.Taker {
    private final MessageNotes notes;
    private final NotedMessage told;
    private final Recipients recipients = new Recipients();

    MailboxNotes(MessageNotes notes) {
        this.notes = notes;
        told = notes.newMessage();
    }

    @Override
    public void took(byte[] message, String recipient, long arrivedEpochNanos) {
        recipients.clear();
        if (!recipient.isEmpty()) {
            byte[] address = recipient.getBytes(StandardCharsets.UTF_8);
            recipients.add(address, 0, address.length);
        }
        told.read(message, message.length);
        notes.took(
                told,
                new MessageNotes.Content(message, message.length, false, true),
                recipients,
                notes.nanosOf(arrivedEpochNanos));
    }
}
