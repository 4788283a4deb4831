package dev.mailrace.delivery;

import dev.mailrace.fault.SystemWords;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** One user's inbox on a server. Owned by one thread. */
abstract class Inbox {
    private static final int MESSAGE_BYTES_MAX = 1 << 28;

    /** @param port -1: the protocol's own */
    record Account(String host, int port, String user, String password) {
        PathPattern.Owner owner() {
            return PathPattern.Owner.NOBODY.with('n', user);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return user + " at " + host;
        }
    }

    private final Session session;
    private final ServerMailbox.Protocol protocol;
    private final Account account;
    private @Nullable Store store;
    private @Nullable Folder folder;

    /** Whether what is there next was there before the run. */
    private boolean hasOld = true;

    Inbox(Session session, ServerMailbox.Protocol protocol, Account account) {
        this.session = session;
        this.protocol = protocol;
        this.account = account;
    }

    /** Remembers what is there. */
    abstract void skip(Folder folder) throws MessagingException, IOException;

    /** Hands over what is new. */
    abstract void take(Folder folder, Mailbox.Taker taker, Allowance allowance) throws MessagingException, IOException;

    /** Whether one session sees what comes while it lasts. */
    abstract boolean mayStay();

    /**
     * Looks once.
     *
     * @param isKept whether the connection may stay open
     * @throws FileSystemException names server and user
     */
    void look(Mailbox.Taker taker, Allowance allowance, boolean isKept) throws FileSystemException {
        boolean isFine = false;
        try {
            Folder open = folder();
            if (hasOld) {
                skip(open);
                hasOld = false;
            } else {
                take(open, taker, allowance);
            }
            isFine = true;
        } catch (AuthenticationFailedException e) {
            throw failed("login refused", e);
        } catch (MessagingException | IOException e) {
            throw failed(SystemWords.of(e), e);
        } finally {
            if (!isFine || !isKept || !mayStay()) {
                disconnect();
            }
        }
    }

    private FileSystemException failed(String words, Exception cause) {
        FileSystemException failure =
                new FileSystemException(protocol.scheme() + "://" + account.host + ", " + account.user, null, words);
        failure.initCause(cause);
        return failure;
    }

    private Folder folder() throws MessagingException {
        Folder open = folder;
        if (open != null && open.isOpen()) {
            return open;
        }
        disconnect();
        Store connected = session.getStore(protocol.scheme());
        store = connected;
        connected.connect(account.host, account.port, account.user, account.password);
        open = connected.getFolder("INBOX");
        open.open(Folder.READ_ONLY);
        folder = open;
        return open;
    }

    /** Hands one over, unless it is larger than any that is sent. */
    final void hand(Message message, long arrivedEpochNanos, Mailbox.Taker taker, Allowance allowance)
            throws MessagingException, IOException {
        if (message.getSize() > MESSAGE_BYTES_MAX) {
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(message.getSize(), 0) + 1_024);
        message.writeTo(out);
        byte[] bytes = out.toByteArray();
        allowance.use(bytes.length);
        taker.took(bytes, DeliveredTo.of(account.owner(), bytes), arrivedEpochNanos);
    }

    final void disconnect() {
        Folder open = folder;
        Store connected = store;
        folder = null;
        store = null;
        try {
            if (open != null && open.isOpen()) {
                open.close(false); // Without expunging.
            }
            if (connected != null) {
                connected.close();
            }
        } catch (MessagingException e) {
            return; // It is gone already.
        }
    }
}
