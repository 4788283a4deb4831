package dev.mailrace.delivery;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.util.Date;
import org.eclipse.angus.mail.imap.IMAPFolder;

/** An inbox by IMAP: messages are known by their UIDs, which only grow (RFC 3501 §2.3.1.1). Owned by one thread. */
final class ImapInbox extends Inbox {
    private long validity;
    private long last; // the largest UID that was there

    ImapInbox(Session session, ServerMailbox.Protocol protocol, Account account) {
        super(session, protocol, account);
    }

    @Override
    boolean mayStay() {
        return true;
    }

    @Override
    void skip(Folder folder) throws MessagingException {
        UIDFolder uids = (UIDFolder) folder;
        validity = uids.getUIDValidity();
        last = Math.max(uids.getUIDNext() - 1, 0);
    }

    /** Of what is new a server tells when it is asked for anything. */
    private static void hear(IMAPFolder folder) throws MessagingException {
        folder.doCommand(protocol -> {
            protocol.noop();
            return null;
        });
    }

    @Override
    void take(Folder folder, Mailbox.Taker taker, Allowance allowance) throws MessagingException, IOException {
        IMAPFolder uids = (IMAPFolder) folder;
        hear(uids);
        if (uids.getUIDValidity() != validity) {
            validity = uids.getUIDValidity();
            last = 0; // Another inbox by that name.
        }
        if (folder.getMessageCount() == 0) {
            return;
        }
        Message[] messages = uids.getMessagesByUID(last + 1, UIDFolder.LASTUID);
        FetchProfile wanted = new FetchProfile();
        wanted.add(UIDFolder.FetchProfileItem.UID);
        wanted.add(FetchProfile.Item.SIZE);
        wanted.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
        folder.fetch(messages, wanted);
        for (Message message : messages) {
            long uid = message == null ? 0 : uids.getUID(message);
            if (message != null && uid > last && allowance.isLeft()) { // The last one is always among them.
                Date date = message.getReceivedDate();
                hand(message, date == null ? 0 : EpochNanos.of(date.toInstant()), taker, allowance);
                last = uid;
            }
        }
    }
}
