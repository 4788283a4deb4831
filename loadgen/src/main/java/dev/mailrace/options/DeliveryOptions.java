package dev.mailrace.options;

import dev.mailrace.analysis.Slo;
import dev.mailrace.delivery.Deliveries;
import dev.mailrace.delivery.DeliveryCheck;
import dev.mailrace.delivery.DeliverySource;
import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.CredentialsFile;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.net.Transport;
import dev.mailrace.net.TrustedSockets;
import dev.mailrace.scenario.Units;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.SinkService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where messages arrive that the server accepted, and how long they are waited for. */
public final class DeliveryOptions {
    @Option(
            names = "--deliveries",
            paramLabel = "WHERE",
            description =
                    "Where the server delivers: a receiver listens at smtp://127.0.0.1:2600, lmtp://127.0.0.1:2600 or "
                            + "lmtp+unix:/path during the run, or messages are found in maildir:/var/vmail/%%d/%%u or mbox:/var/mail/%%u, or fetched from imaps://host or pop3s://host. "
                            + "Reports delivery times and what was lost, duplicated, altered, misdirected or bounced; repeatable.")
    List<String> texts = new ArrayList<>();

    @Option(
            names = "--deliveries-credentials",
            paramLabel = "FILE.csv",
            description = "Users and passwords of the inboxes at imaps:// or pop3s://, as with --credentials.")
    @Nullable
    Path credentials;

    @Option(
            names = "--deliveries-cacert",
            paramLabel = "FILE.pem",
            description = "CA certificates used to verify imaps:// and pop3s:// (default: those of the Java runtime).")
    @Nullable
    Path authorities;

    @Option(
            names = "--deliveries-wait",
            paramLabel = "TIME",
            description =
                    "How long deliveries are waited for after the load; what is then missing is lost (default: 60s).")
    @Nullable
    String wait;

    @Option(
            names = "--deliveries-check",
            paramLabel = "WHAT",
            description =
                    "What is looked at on arrival: body (all of a message is compared with what was sent), stamp (which "
                            + "message it is, and for whom: finds nothing altered) or none (messages are only counted by their "
                            + "numbers: finds nothing altered or misdirected, nor which of several recipients one was for) "
                            + "(default: body).")
    @Nullable
    String check;

    @Option(
            names = "--receiver-service-time",
            paramLabel = "TIME",
            description =
                    "Time for which a message occupies a worker of the receiver before its reply (default: none).")
    @Nullable
    String serviceTime;

    @Option(
            names = "--receiver-workers",
            paramLabel = "N",
            description = "Number of workers of the receiver (default: no limit).")
    @Nullable
    Integer workers;

    @Option(
            names = "--receiver-fault",
            paramLabel = "FAULT",
            description =
                    "Something that the receiver does wrong, as with 'mailrace sink --fault': 4xx:rcpt=10%% makes the "
                            + "server try again, 5xx makes it bounce; repeatable.")
    List<String> faults = new ArrayList<>();

    /**
     * Opens the places where messages arrive, of options that were {@linkplain #check checked}; null: none was asked for.
     *
     * @throws Refusal when one cannot be opened
     */
    @Nullable
    Deliveries open(Transport transport) {
        return texts.isEmpty() ? null : Deliveries.open(sources(), transport, service(), faults());
    }

    /**
     * @throws Refusal when one of the options is wrong, or needs another
     */
    void check() {
        service();
        waitTime();
        looksAt();
        sources();
        faults();
        if (texts.isEmpty()) {
            refuseAlone("deliveries-wait", wait);
            refuseAlone("deliveries-check", check);
            refuseAlone("receiver-service-time", serviceTime);
            refuseAlone("receiver-workers", workers);
            refuseAlone("receiver-fault", faults.isEmpty() ? null : faults.get(0));
        }
    }

    private List<DeliverySource> sources() {
        if (texts.stream().noneMatch(DeliverySource::asksServer)) {
            refuseAlone("deliveries-credentials", credentials, "with imaps:// or pop3s://");
            refuseAlone("deliveries-cacert", authorities, "with imaps:// or pop3s://");
        }
        CredentialsFile.Columns users = credentials == null ? null : CredentialsFile.read(credentials);
        SSLSocketFactory tls = authorities == null ? null : TrustedSockets.of("deliveries-cacert", authorities);
        return texts.stream()
                .map(text -> DeliverySource.parse(text, users, tls))
                .toList();
    }

    /** The hosts of servers that are asked. */
    List<String> askedHosts() {
        return texts.stream()
                .filter(DeliverySource::asksServer)
                .map(text -> String.valueOf(URI.create(text).getHost()))
                .toList();
    }

    /** With a seed that no two runs share. */
    private FaultPlan faults() {
        return faults.isEmpty()
                ? FaultPlan.NONE
                : new FaultPlan(
                        faults.stream()
                                .map(text -> Refusal.inSetting("receiver-fault", () -> FaultParser.parse(text)))
                                .toList(),
                        ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
    }

    private static void refuseAlone(String name, @Nullable Object value) {
        refuseAlone(name, value, "with --deliveries");
    }

    private static void refuseAlone(String name, @Nullable Object value, String expected) {
        if (value != null) {
            throw new Refusal(name, value, expected);
        }
    }

    private SinkService service() {
        if (serviceTime == null && workers != null) {
            throw new Refusal("receiver-workers", workers + ", and no time", "with --receiver-service-time");
        }
        SinkService service = SinkService.NONE;
        if (serviceTime != null) {
            service = service.withMessageTime(Units.duration("receiver-service-time", serviceTime));
        }
        return workers == null ? service : service.withWorkers(workers);
    }

    Duration waitTime() {
        return wait == null ? Duration.ofSeconds(60) : Units.duration("deliveries-wait", wait);
    }

    DeliveryCheck looksAt() {
        return check == null ? DeliveryCheck.BODY : Checked.named("deliveries-check", check, DeliveryCheck.values());
    }

    /**
     * A threshold must not pass because nobody looks.
     *
     * @throws Refusal when what is limited cannot be found by that check
     */
    void refuseUnseen(Slo slo) {
        DeliveryCheck looked = looksAt();
        boolean isUnseen = (slo.limits(Count.ALTERED) && !looked.comparesContent())
                || ((slo.limits(Count.MISDIRECTED) || slo.limits(Count.STRAY)) && !looked.seesRecipients());
        if (isUnseen) {
            throw new Refusal(
                    "slo",
                    slo.text() + ": not looked for with --deliveries-check " + looked,
                    "--deliveries-check " + (slo.limits(Count.ALTERED) ? "body" : "stamp or body"));
        }
    }

    /** As given. */
    public List<String> texts() {
        return List.copyOf(texts);
    }
}
