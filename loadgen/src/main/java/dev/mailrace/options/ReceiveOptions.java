package dev.mailrace.options;

import dev.mailrace.delivery.DeliveryCheck;
import dev.mailrace.delivery.DeliverySource;
import dev.mailrace.delivery.ReceiverManner;
import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.CredentialsFile;
import dev.mailrace.net.Transport;
import dev.mailrace.net.TrustedSockets;
import dev.mailrace.scenario.AddressFamily;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Units;
import dev.mailrace.sink.FaultPlan;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a receiver in a process of its own finds messages, what it looks at, and how it behaves. */
public final class ReceiveOptions {
    private static final int PORT_MAX = 65_535;

    @Parameters(
            arity = "0..*",
            paramLabel = "WHERE",
            description =
                    "Where messages arrive, as with 'mailrace run --deliveries': smtp://127.0.0.1:2600, lmtp://…, "
                            + "lmtp+unix:/path, maildir:/var/vmail/%%d/%%u, mbox:/var/mail/%%u, imaps://host, pop3s://host.")
    List<String> where = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The same as smtp://ADDRESS:PORT; 0 picks a free port.")
    @Nullable
    Integer port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Address of --port; others than loopback admit other machines (default: 127.0.0.1).")
    @Nullable
    String bind;

    @Option(
            names = "--credentials",
            paramLabel = "FILE.csv",
            description = "Users and passwords of the inboxes at imaps:// or pop3s://.")
    @Nullable
    Path credentials;

    @Option(
            names = "--cacert",
            paramLabel = "FILE.pem",
            description = "CA certificates used to verify imaps:// and pop3s:// (default: those of the Java runtime).")
    @Nullable
    Path authorities;

    @Option(
            names = "--allow-target",
            paramLabel = "HOST",
            description = "A host outside of private networks whose inboxes may be asked for; repeatable.")
    List<String> allowedTargets = new ArrayList<>();

    @Option(
            names = "--check",
            paramLabel = "WHAT",
            description =
                    "What is looked at: body (of the whole message a digest is written), stamp (which message it is, "
                            + "and for whom) or none (its number alone) (default: body).")
    @Nullable
    String check;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            description = "Ends after that time (default: with Ctrl-C or SIGTERM).")
    @Nullable
    String duration;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "Something that receivers do wrong, as with 'mailrace sink --fault'; repeatable.")
    List<String> faults = new ArrayList<>();

    @Mixin
    SinkServiceOptions service = new SinkServiceOptions();

    @Mixin
    SinkTlsOptions tls = new SinkTlsOptions();

    /** All of them, as they were given. */
    public List<String> where() {
        List<String> all = new ArrayList<>(where);
        if (port != null) {
            if (port < 0 || port > PORT_MAX) {
                throw new Refusal("port", port, "0 to " + PORT_MAX);
            }
            String host = bind == null ? "127.0.0.1" : bind;
            all.add("smtp://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port);
        } else if (bind != null) {
            throw new Refusal("bind", bind + ", and no port", "with --port");
        }
        if (all.isEmpty()) {
            throw new Refusal(
                    "receive", "nowhere to find messages", "--port or WHERE, such as maildir:/var/vmail/%d/%u");
        }
        return all;
    }

    /**
     * What is to be opened.
     *
     * @throws Refusal when one of them is wrong, needs another option, or is a stranger's
     */
    public List<DeliverySource> sources() {
        List<String> all = where();
        boolean asksServers = all.stream().anyMatch(DeliverySource::asksServer);
        if (!asksServers && credentials != null) {
            throw new Refusal("credentials", credentials, "with imaps:// or pop3s://");
        }
        if (!asksServers && authorities != null) {
            throw new Refusal("cacert", authorities, "with imaps:// or pop3s://");
        }
        for (String text : all) {
            if (DeliverySource.asksServer(text)) {
                checkNear(String.valueOf(URI.create(text).getHost()));
            }
        }
        CredentialsFile.Columns users = credentials == null ? null : CredentialsFile.read(credentials);
        SSLSocketFactory trusted = authorities == null ? null : TrustedSockets.of("cacert", authorities);
        return all.stream()
                .map(text -> DeliverySource.parse(text, users, trusted))
                .toList();
    }

    private void checkNear(String host) {
        try {
            new Target(host, 1).resolve(allowedTargets, AddressFamily.ANY);
        } catch (UnknownHostException e) {
            throw new Refusal("receive", host + ": unknown host", "a name that resolves here, or an address", e);
        }
    }

    public DeliveryCheck looksAt() {
        return check == null ? DeliveryCheck.BODY : Checked.named("check", check, DeliveryCheck.values());
    }

    /** Null: until it is stopped. */
    public @Nullable Duration length() {
        if (duration == null) {
            return null;
        }
        return Units.positiveDuration("duration", duration);
    }

    public ReceiverManner manner(Transport transport) {
        FaultPlan plan = faults.isEmpty()
                ? FaultPlan.NONE
                : new FaultPlan(
                        faults.stream().map(FaultParser::parse).toList(),
                        ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
        return new ReceiverManner(transport, service.service(), plan, tls.tls());
    }
}
