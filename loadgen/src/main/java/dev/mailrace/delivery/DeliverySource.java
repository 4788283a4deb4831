package dev.mailrace.delivery;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import dev.mailrace.mail.CredentialsFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where messages arrive: at a receiver of our own that listens while the run goes on, or in mailboxes that are looked into.
 *
 * @param listening of a receiver; null: there is none
 * @param mailbox makes mailboxes; null: there are none
 */
public record DeliverySource(
        @Nullable Listening listening, @Nullable Supplier<Mailbox> mailbox) {
    /**
     * A receiver.
     *
     * @param lmtp whether it speaks LMTP (RFC 2033); otherwise SMTP
     * @param address where it listens; of a socket, a free port of loopback
     * @param socket of the Unix domain; null: TCP
     */
    record Listening(
            boolean lmtp,
            InetSocketAddress address,
            @Nullable Path socket) {}

    private static final String NAME = "deliveries";
    private static final String EXPECTED =
            "smtp://127.0.0.1:2600, lmtp://127.0.0.1:2600 or lmtp+unix:/path, where a receiver is to listen; or maildir:/path, "
                    + "mbox:/path, imaps://host or pop3s://host";
    private static final Pattern TCP =
            Pattern.compile("(smtp|lmtp)://(\\[[0-9A-Fa-f:.%a-z]+\\]|[^:/@\\[\\]]+):([0-9]{1,5})/?");
    private static final String MAILDIR = "maildir:";
    private static final String MBOX = "mbox:";
    private static final Pattern SERVER = Pattern.compile("(?i)(imap|pop3)s?://");
    private static final String UNIX = "lmtp+unix:";

    /**
     * Reads one.
     *
     * @throws Refusal in one line that says what was expected
     */
    public static DeliverySource parse(String text) {
        return parse(text, null, null);
    }

    /**
     * Reads one.
     *
     * @param users whose inboxes a server is asked for; null: they are not known
     * @param tls for servers that are asked; null: trusts whom the JVM trusts
     * @throws Refusal in one line that says what was expected
     */
    public static DeliverySource parse(
            String text, CredentialsFile.@Nullable Columns users, @Nullable SSLSocketFactory tls) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith(MAILDIR)) {
            String pattern = text.substring(MAILDIR.length());
            return new DeliverySource(null, () -> new MaildirMailbox(pattern));
        }
        if (lower.startsWith(MBOX)) {
            String pattern = text.substring(MBOX.length());
            return new DeliverySource(null, () -> new MboxMailbox(pattern));
        }
        if (asksServer(text)) {
            if (users == null) {
                throw new Refusal(NAME, text, "--deliveries-credentials too: whose inboxes are looked into");
            }
            return new DeliverySource(null, () -> new ServerMailbox(text, users, tls));
        }
        if (lower.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            String plain = path.startsWith("//") ? path.substring(2) : path;
            if (!plain.startsWith("/")) {
                throw new Refusal(NAME, text, "lmtp+unix:/path/of/the/socket");
            }
            return listening(
                    true, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), UserFile.path(NAME, plain));
        }
        Matcher tcp = TCP.matcher(text);
        if (!tcp.matches() || Integer.parseInt(tcp.group(3)) > 65_535) {
            throw new Refusal(NAME, text, EXPECTED);
        }
        String host = tcp.group(2).replaceAll("[\\[\\]]", "");
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(tcp.group(3)));
        if (address.isUnresolved()) {
            throw new Refusal(NAME, text, "an address of this machine, or a name of one");
        }
        return listening(lower.startsWith("lmtp"), address, null);
    }

    /** Whether it is a server that is asked for its users' inboxes. */
    public static boolean asksServer(String text) {
        return SERVER.matcher(text).lookingAt();
    }

    private static DeliverySource listening(boolean lmtp, InetSocketAddress address, @Nullable Path socket) {
        return new DeliverySource(new Listening(lmtp, address, socket), null);
    }
}
