package dev.mailrace.delivery;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.angus.mail.pop3.POP3Folder;

/** An inbox by POP3: messages are known by their UIDLs, and a session sees what was there when it began. Owned by one thread. */
final class Pop3Inbox extends Inbox {
    private Set<String> known = new HashSet<>();

    Pop3Inbox(Session session, ServerMailbox.Protocol protocol, Account account) {
        super(session, protocol, account);
    }

    @Override
    boolean mayStay() {
        return false;
    }

    @Override
    void skip(Folder folder) throws MessagingException, IOException {
        for (Message message : messages(folder)) {
            known.add(uid(folder, message));
        }
    }

    @Override
    void take(Folder folder, Mailbox.Taker taker, Allowance allowance) throws MessagingException, IOException {
        Set<String> there = new HashSet<>();
        Message[] messages = messages(folder);
        for (Message message : messages) {
            String uid = uid(folder, message);
            if (known.contains(uid)) {
                there.add(uid);
            }
        }
        for (Message message : messages) {
            String uid = uid(folder, message);
            if (!known.contains(uid) && allowance.isLeft()) {
                hand(message, EpochNanos.of(Instant.now()), taker, allowance);
                known.add(uid);
                there.add(uid);
            }
        }
        known = there; // What was deleted is not there any more.
    }

    private static Message[] messages(Folder folder) throws MessagingException {
        Message[] messages = folder.getMessages();
        FetchProfile uids = new FetchProfile();
        uids.add(UIDFolder.FetchProfileItem.UID);
        folder.fetch(messages, uids);
        return messages;
    }

    private static String uid(Folder folder, Message message) throws MessagingException, IOException {
        String uid = ((POP3Folder) folder).getUID(message);
        if (uid == null) {
            throw new FileSystemException("", null, "the server has no UIDL, which tells messages apart");
        }
        return uid;
    }
}
