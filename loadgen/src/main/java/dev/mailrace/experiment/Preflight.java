package dev.mailrace.experiment;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.FirstContact.Contact;
import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Caller;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.wire.Capabilities;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One well-behaved session of a class per address, before the load: what fails here would fail a thousand times. */
public final class Preflight {
    private final Transport transport;
    private final AddressRange sources;
    private final SessionKind kind;
    private final Consumer<String> tell;
    private final FailureWords words;
    private final List<SocketAddress> unreached = new ArrayList<>();

    /** @param sources sessions come from the first of them */
    public Preflight(Transport transport, AddressRange sources, SessionKind kind, Consumer<String> tell) {
        this.transport = transport;
        this.sources = sources;
        this.kind = kind;
        this.tell = tell;
        this.words = new FailureWords(kind.target(), !isAnonymous());
    }

    private boolean isAnonymous() {
        return kind.session().login().mechanisms().isEmpty();
    }

    /**
     * What is wrong, before a load of that work; null: nothing.
     *
     * @param foreign whether the server is not ours: then it may ask for what we have not
     */
    @Nullable
    public CommandFailure failure(Work work, boolean foreign) throws InterruptedException {
        try {
            // Servers that require TLS or a login say so at MAIL, and some only at RCPT.
            Capabilities offered = capabilities(work == Work.MAIL && foreign);
            return work == Work.MAIL ? missing(offered) : null;
        } catch (CommandFailure e) {
            return e;
        }
    }

    /**
     * What the server offers.
     *
     * @throws CommandFailure when a session with it comes to nothing
     */
    public Capabilities capabilities() throws InterruptedException {
        return capabilities(false);
    }

    private Capabilities capabilities(boolean envelope) throws InterruptedException {
        Caller first = kind.caller(0);
        List<Contact> contacts = new FirstContact(transport, sources, settings(), tell)
                .all(
                        kind,
                        new Caller(isAnonymous() ? null : first.credentials(), first.client(), Behaviour.NORMAL),
                        () -> new SingleSession(envelope ? ProbeMessage.envelope(kind.mail()) : null));
        Contact reached = null;
        for (Contact contact : contacts) {
            String failure = words.of(contact, contacts.size() > 1);
            if (!contact.isReached()) {
                unreached.add(contact.address());
            } else if (failure != null) {
                throw new CommandFailure(
                        FailureWords.exit(
                                Objects.requireNonNull(contact.result().failure())),
                        failure);
            } else if (reached == null) {
                reached = contact;
            }
        }
        if (reached == null) {
            throw new CommandFailure(ExitCode.UNREACHABLE, words.ofNone(contacts));
        }
        if (!unreached.isEmpty()) {
            tell.accept("mailrace: " + words.ofNone(contacts) + "; sessions go to its other addresses alone");
        }
        return reached.result().capabilities();
    }

    /** Which of the addresses there was no connection to. */
    public List<SocketAddress> unreached() {
        return unreached;
    }

    /** The others. */
    public List<SocketAddress> reached() {
        return kind.addresses().stream()
                .filter(address -> !unreached.contains(address))
                .toList();
    }

    /** A command a round trip: what each reply says counts, not how fast it comes. */
    private SessionSettings settings() {
        SessionSettings own = kind.session();
        return new SessionSettings(
                own.hello(),
                own.security(),
                own.login(),
                Sending.data(Pipelining.NONE).with(own.sending().extensions()),
                own.timeouts());
    }

    private @Nullable CommandFailure missing(Capabilities capabilities) {
        Sending sending = kind.session().sending();
        Set<String> wanted = new LinkedHashSet<>(sending.extensions().keywords());
        if (sending.window() > 0) {
            wanted.add("CHUNKING");
        }
        for (String keyword : wanted) {
            if (!capabilities.has(keyword)) {
                return new CommandFailure(new Refusal(
                                optionOf(keyword),
                                kind.target() + " does not offer " + keyword,
                                "a server that does, or without this option")
                        .orOf(orOptionsOf(keyword)));
            }
        }
        long sizeMax = capabilities.sizeMax();
        long largest = kind.mail().corpus().bytesMax();
        if (sizeMax > 0 && largest > sizeMax) {
            tell.accept("mailrace: messages of up to " + largest + " bytes, and the server takes at most " + sizeMax
                    + " (SIZE): expect refusals");
        }
        return null;
    }
    /** What else may have. */
    private static String[] orOptionsOf(String keyword) {
        return switch (keyword) {
            case "FUTURERELEASE" -> new String[] {"hold-until"};
            case "DSN" -> new String[] {"dsn-notify", "dsn-ret", "dsn-envid", "dsn-orcpt"};
            default -> new String[0];
        };
    }

    /** What asked for it. */
    private static String optionOf(String keyword) {
        return switch (keyword) {
            case "CHUNKING" -> "chunking";
            case "8BITMIME", "BINARYMIME" -> "body";
            case "SMTPUTF8" -> "smtputf8";
            case "MT-PRIORITY" -> "mt-priority";
            case "REQUIRETLS" -> "require-tls";
            case "DELIVERBY" -> "deliver-by";
            case "FUTURERELEASE" -> "hold-for";
            case "SIZE" -> "declare-size";
            default -> "dsn";
        };
    }
}
