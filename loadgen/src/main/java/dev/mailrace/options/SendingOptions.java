package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Units;
import dev.mailrace.session.Extensions;
import dev.mailrace.session.Extensions.Parameter;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Sending;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How transactions are sent: what without waiting, in which pieces, with which parameters. */
public final class SendingOptions {
    private static final String DSN = "DSN";
    private static final long HOLD_SECONDS_MAX = 999_999_999; // RFC 4865 §5: nine digits

    @Option(
            names = "--pipelining",
            paramLabel = "HOW",
            description =
                    "none: one command per round trip; transaction: MAIL, RCPT and DATA in one write, where offered; "
                            + "session: also the next envelope together with the content, which some servers lose (default: "
                            + "transaction; none in a probe).")
    @Nullable
    Pipelining pipelining;

    @Option(
            names = "--chunking",
            description = "Sends content with BDAT (RFC 3030) instead of DATA, one chunk per message. The server must "
                    + "offer CHUNKING.")
    boolean chunking;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "With --chunking: transactions in flight per connection, each sent whole (default: 1).")
    @Nullable
    Integer window;

    @Option(
            names = "--chunk-size",
            paramLabel = "SIZE",
            description = "With --chunking: largest chunk, such as 64k (default: the whole message).")
    @Nullable
    String chunkSize;

    @Option(names = "--declare-size", description = "Declares the message's size in MAIL: SIZE= (RFC 1870).")
    boolean declareSize;

    @Option(
            names = "--body",
            paramLabel = "KIND",
            completionCandidates = Words.Body.class,
            description =
                    "BODY= of MAIL: 7bit, 8bitmime (RFC 6152), or binarymime (RFC 3030), which sends files of --eml "
                            + "unchanged and needs --chunking.")
    @Nullable
    String body;

    @Option(names = "--smtputf8", description = "SMTPUTF8: addresses may contain any letters (RFC 6531).")
    public boolean smtpUtf8;

    @Option(
            names = "--dsn-notify",
            paramLabel = "WHEN",
            description = "NOTIFY= of RCPT: never, or success,failure,delay (RFC 3461).")
    @Nullable
    String notify;

    @Option(
            names = "--dsn-ret",
            paramLabel = "WHAT",
            completionCandidates = Words.DsnReturn.class,
            description = "RET= of MAIL: full or hdrs (RFC 3461).")
    @Nullable
    String ret;

    @Option(names = "--dsn-envid", description = "ENVID= of MAIL: an id per message (RFC 3461).")
    boolean envelopeId;

    @Option(names = "--dsn-orcpt", description = "ORCPT= of RCPT: the recipient's address again (RFC 3461).")
    boolean originalRecipient;

    @Option(names = "--mt-priority", paramLabel = "N", description = "MT-PRIORITY= of MAIL, -9 to 9 (RFC 6710).")
    @Nullable
    Integer priority;

    @Option(names = "--require-tls", description = "REQUIRETLS: TLS on the whole way (RFC 8689).")
    boolean requireTls;

    @Option(
            names = "--deliver-by",
            paramLabel = "SECONDS;MODE",
            description = "BY= of MAIL: 3600;R returns the message after that time, 3600;N notifies (RFC 2852).")
    @Nullable
    String deliverBy;

    @Option(
            names = "--hold-for",
            paramLabel = "TIME",
            description = "HOLDFOR= of MAIL: how long the server holds the message (RFC 4865).")
    @Nullable
    String holdFor;

    @Option(
            names = "--hold-until",
            paramLabel = "INSTANT",
            description = "HOLDUNTIL= of MAIL: when the server releases it, 2027-01-01T00:00:00Z (RFC 4865).")
    @Nullable
    String holdUntil;

    /**
     * How messages are sent.
     *
     * @param usual pipelining where none is asked for
     */
    public Sending sending(Pipelining usual) {
        if (window != null && !chunking) {
            throw new Refusal("window", "given without --chunking", "both");
        }
        if (window != null && window < 1) {
            throw new Refusal("window", window, "1 to " + Sending.WINDOW_MAX);
        }
        return new Sending(
                pipelining == null ? usual : pipelining,
                chunking ? window == null ? 1 : window : 0,
                chunkSize == null ? 0 : Units.bytes("chunk-size", chunkSize),
                extensions());
    }

    /** Whether files go out as they are, whatever their line ends. */
    public boolean isBinary() {
        return body != null && body.equalsIgnoreCase("binarymime");
    }

    private Extensions extensions() {
        List<Parameter> mail = new ArrayList<>();
        List<Parameter> rcpt = new ArrayList<>();
        addBody(mail);
        if (smtpUtf8) {
            mail.add(new Parameter("SMTPUTF8", "SMTPUTF8"));
        }
        if (ret != null) {
            mail.add(new Parameter(DSN, "RET=" + word("dsn-ret", ret, Set.of("FULL", "HDRS"))));
        }
        if (notify != null) {
            rcpt.add(new Parameter(DSN, "NOTIFY=" + notification(notify)));
        }
        if (priority != null) {
            if (priority < -9 || priority > 9) {
                throw new Refusal("mt-priority", priority, "-9 to 9");
            }
            mail.add(new Parameter("MT-PRIORITY", "MT-PRIORITY=" + priority));
        }
        if (requireTls) {
            mail.add(new Parameter("REQUIRETLS", "REQUIRETLS"));
        }
        if (deliverBy != null) {
            if (!deliverBy.matches("-?[0-9]{1,9};[RrNn][Tt]?")) {
                throw new Refusal("deliver-by", deliverBy, "3600;R or 3600;N");
            }
            mail.add(new Parameter("DELIVERBY", "BY=" + deliverBy.toUpperCase(Locale.ROOT)));
        }
        addHold(mail);
        return mail.isEmpty() && rcpt.isEmpty() && !declareSize && !envelopeId && !originalRecipient
                ? Extensions.NONE
                : new Extensions(mail, rcpt, declareSize, envelopeId, originalRecipient);
    }

    private void addBody(List<Parameter> mail) {
        if (body == null) {
            return;
        }
        String kind = word("body", body, Set.of("7BIT", "8BITMIME", "BINARYMIME"));
        if (kind.equals("BINARYMIME") && !chunking) {
            throw new Refusal("body", "binarymime with DATA", "--chunking, RFC 3030 §3");
        }
        mail.add(new Parameter(kind.equals("7BIT") ? "8BITMIME" : kind, "BODY=" + kind));
    }

    private void addHold(List<Parameter> mail) {
        if (holdFor != null && holdUntil != null) {
            throw Refusal.bothGiven("hold-for", "hold-until");
        }
        if (holdFor != null) {
            long seconds = Units.duration("hold-for", holdFor).toSeconds();
            if (seconds < 1 || seconds > HOLD_SECONDS_MAX) {
                throw new Refusal("hold-for", holdFor, "1s at least");
            }
            mail.add(new Parameter("FUTURERELEASE", "HOLDFOR=" + seconds));
        }
        if (holdUntil != null) {
            try {
                mail.add(new Parameter("FUTURERELEASE", "HOLDUNTIL=" + Instant.parse(holdUntil)));
            } catch (DateTimeParseException e) {
                throw new Refusal("hold-until", holdUntil, "2027-01-01T00:00:00Z", e);
            }
        }
    }

    private static String notification(String text) {
        List<String> words = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            words.add(word("dsn-notify", part.strip(), Set.of("NEVER", "SUCCESS", "FAILURE", "DELAY")));
        }
        if (words.contains("NEVER") && words.size() > 1) {
            throw new Refusal("dsn-notify", text, "never alone, RFC 3461 §4.1");
        }
        return String.join(",", words);
    }

    private static String word(String name, String text, Set<String> known) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (!known.contains(upper)) {
            throw new Refusal(
                    name,
                    text,
                    String.join(" or ", known.stream().sorted().toList()).toLowerCase(Locale.ROOT));
        }
        return upper;
    }
}
