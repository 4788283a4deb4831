package dev.mailrace.delivery;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.CredentialsFile;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes of a server's users, asked by IMAP (RFC 3501) or POP3 (RFC 1939), one user after the other. Owned by one
 * thread.
 *
 * <p>Of IMAP's messages, what came since is known by UID, and nothing is marked as seen; of POP3's, by UIDL. A message
 * arrives when the server says, in whole seconds, by IMAP, and when it is seen by POP3. Connections are kept for as many
 * users as may have one at once; the others have one for each look.
 */
public final class ServerMailbox extends SweptMailbox {
    private static final int CONNECTIONS_MAX = 16;
    private static final int USERS_MAX = 100_000;
    private static final int MESSAGES_MAX = 2_000;
    private static final long BYTES_MAX = 256L << 20;
    private static final long LOOK_NANOS_MAX = 10_000_000_000L;
    private static final String CONNECT_MILLIS = "10000";
    private static final String REPLY_MILLIS = "30000";
    private static final String EXPECTED =
            "imap://, imaps://, pop3:// or pop3s://, a host, and a port where it is another";

    /** The ways to ask. */
    enum Protocol {
        IMAP,
        IMAPS,
        POP3,
        POP3S;

        String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isImap() {
            return this == IMAP || this == IMAPS;
        }
    }

    private final Protocol protocol;
    private final List<Inbox> inboxes = new ArrayList<>();
    private final LongSupplier nanos;
    private int next; // whose turn it is
    private boolean isFirst = true;

    /**
     * @param where such as {@code imaps://mail.example.test}; imap and pop3 are asked in plain text
     * @param users whose inboxes are looked into
     * @param tls for imaps and pop3s; null: trusts whom the JVM trusts
     * @throws Refusal of {@code deliveries}, where it is no such address, or of {@code credentials}, where these are too many
     */
    public ServerMailbox(String where, CredentialsFile.Columns users, @Nullable SSLSocketFactory tls) {
        this(where, users, tls, System::nanoTime);
    }

    /** @param nanos what tells how long a look takes */
    ServerMailbox(String where, CredentialsFile.Columns users, @Nullable SSLSocketFactory tls, LongSupplier nanos) {
        this.nanos = nanos;
        URI uri = uri(where);
        protocol = protocol(uri, where);
        if (users.users().size() > USERS_MAX) {
            throw new Refusal("credentials", users.users().size() + " users", "at most " + USERS_MAX + " inboxes");
        }
        Session session = Session.getInstance(properties(protocol.scheme(), tls));
        for (long i = 0; i < users.users().size(); i++) {
            Inbox.Account account = new Inbox.Account(
                    uri.getHost(),
                    uri.getPort(),
                    users.users().text(i),
                    users.passwords().text(i));
            inboxes.add(
                    protocol.isImap()
                            ? new ImapInbox(session, protocol, account)
                            : new Pop3Inbox(session, protocol, account));
        }
    }

    private static URI uri(String where) {
        try {
            return new URI(where);
        } catch (URISyntaxException e) {
            throw new Refusal("deliveries", where, EXPECTED, e);
        }
    }

    private static Protocol protocol(URI uri, String where) {
        boolean isBare = (uri.getPath() == null
                        || uri.getPath().isEmpty()
                        || uri.getPath().equals("/"))
                && uri.getUserInfo() == null
                && uri.getQuery() == null
                && uri.getFragment() == null;
        for (Protocol each : Protocol.values()) {
            if (each.scheme().equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && isBare) {
                return each;
            }
        }
        throw new Refusal("deliveries", uri.getUserInfo() == null ? where : "a user in the address", EXPECTED);
    }

    private static Properties properties(String scheme, @Nullable SSLSocketFactory tls) {
        String prefix = "mail." + scheme + ".";
        Properties properties = new Properties();
        properties.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
        properties.setProperty(prefix + "timeout", REPLY_MILLIS);
        properties.setProperty(prefix + "partialfetch", "false"); // Whole messages in one go.
        properties.setProperty(prefix + "peek", "true");
        properties.setProperty(prefix + "rsetbeforequit", "true"); // Whatever happened, nothing is deleted.
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        if (tls != null) {
            properties.put(prefix + "ssl.socketFactory", tls);
        }
        return properties;
    }

    /**
     * Asks for each user, beginning where the last look stopped.
     *
     * @param isLast whether it asks for all, however long that takes; so does the first look, which finds what is old
     */
    @Override
    boolean sweep(Taker taker, boolean isLast) throws IOException {
        long start = nanos.getAsLong();
        Allowance allowance = new Allowance(MESSAGES_MAX, BYTES_MAX);
        FileSystemException failure = null;
        boolean isLimited = !isFirst && !isLast;
        isFirst = false;
        for (int i = 0; i < inboxes.size() && allowance.isLeft(); i++) {
            if (isLimited && nanos.getAsLong() - start > LOOK_NANOS_MAX) {
                break;
            }
            Inbox inbox = inboxes.get(next);
            try {
                inbox.look(taker, allowance, inboxes.size() <= CONNECTIONS_MAX);
            } catch (FileSystemException e) {
                failure = failure == null ? e : failure;
            }
            next = allowance.isLeft() ? (next + 1) % inboxes.size() : next;
        }
        if (failure != null) {
            throw failure;
        }
        return !allowance.isLeft();
    }

    @Override
    public String arrivalClock() {
        return protocol.isImap() ? "INTERNALDATE (whole seconds)" : "look";
    }

    @Override
    public void close() {
        inboxes.forEach(Inbox::disconnect);
    }
}
