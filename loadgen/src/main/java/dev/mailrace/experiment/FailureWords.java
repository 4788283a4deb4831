package dev.mailrace.experiment;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.FirstContact.Contact;
import dev.mailrace.net.AddressText;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Security;
import dev.mailrace.wire.Capabilities;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a server could not be used, and what to do about it, in one line. Immutable.
 *
 * @param target the server
 * @param loggedIn whether a login was requested
 */
public record FailureWords(Target target, boolean loggedIn) {
    /** Until the banner no mail server has answered. */
    private static final Set<Phase> UNREACHED = EnumSet.of(Phase.CONNECT, Phase.TLS, Phase.BANNER, Phase.SESSION);

    private static final int STARTTLS_FIRST = 530; // RFC 3207 §4; RFC 4954 §6 for AUTH
    private static final int ENCRYPTION_FIRST = 538; // RFC 4954 §6

    private static final Pattern TLS = Pattern.compile("(?i)\\b(starttls|tls|ssl|encrypt\\w*)\\b");
    private static final Pattern LOGIN =
            Pattern.compile("(?i)\\b(auth|authenticat\\w*|log ?in|logged in|sasl|credentials)\\b");
    private static final Pattern STRANGER = Pattern.compile("(?i)client host rejected|(?<!relay )access denied");

    /**
     * What is wrong with a server that was reached; null: nothing.
     *
     * @param several whether the server has other addresses too
     */
    @Nullable
    String of(Contact contact, boolean several) {
        Outcome failure = contact.result().failure();
        if (failure == null) {
            return null;
        }
        String at = several && contact.isReached() ? " at " + AddressText.of(contact.address()) : "";
        String demand = demand(failure, contact.result().capabilities());
        if (demand != null) {
            return target + at + ": " + demand;
        }
        return isOfEnvelope(failure) ? null : target + at + words(failure);
    }

    /** What to do about it, for a reader of the transcript; empty: unknown. */
    public String advice(Contact contact) {
        Outcome failure = contact.result().failure();
        if (failure == null) {
            return "";
        }
        String demand = demand(failure, contact.result().capabilities());
        if (demand != null) {
            return demand.replace(" (" + failure.sample() + ")", "");
        }
        String words = words(failure);
        int end = words.indexOf(failure.sample()) + failure.sample().length();
        return words.substring(end).replaceFirst("^[ ;]+", "");
    }

    /** Of a server to none of whose addresses there was a connection, or of those of its addresses. */
    String ofNone(List<Contact> contacts) {
        List<Outcome> failures = contacts.stream()
                .filter(contact -> !contact.isReached())
                .map(contact -> contact.result().failure())
                .filter(Objects::nonNull)
                .toList();
        return failures.size() == 1 && contacts.size() == 1
                ? target + words(failures.get(0))
                : target + ": " + failures.stream().map(Outcome::sample).collect(Collectors.joining("; "));
    }

    /** The run itself counts what is refused, unless it wants something that we have not given. */
    private static boolean isOfEnvelope(Outcome failure) {
        return failure.phase() == Phase.MAIL || failure.phase() == Phase.RCPT || failure.phase() == Phase.RSET;
    }

    /** Begins with a colon. */
    private String words(Outcome failure) {
        Phase phase = failure.phase();
        String where = phase == null ? "" : " at " + phase.label();
        String sample = failure.sample();
        if (failure.kind() == Outcome.Kind.REJECTED) {
            return ": refused" + where + ": " + sample
                    + (phase == Phase.AUTH ? " (expected: the right --auth-user and password)" : "");
        }
        return ": "
                + switch (failure.reason()) {
                    case REFUSED -> sample + " (expected: a mail server that listens there)";
                    case UNREACHABLE -> "cannot be reached: " + sample + " (expected: a route to it)";
                    case TIMEOUT -> sample + where(phase) + timeoutAdvice(phase);
                    case AUTHENTICATION -> sample + " (see --auth)";
                    case LOCAL_LIMIT ->
                        sample + " (expected: free ports and files here: more --source-address, a higher ulimit -n)";
                    case PROTOCOL ->
                        "no SMTP" + where + ": " + sample + (isTls(failure) ? " (expected: " + withTls() + ")" : "");
                    case TLS -> "no TLS" + where + ": " + sample + tlsAdvice(failure);
                    case NONE, RESET, CLOSED, UNANSWERED, AS_ASKED -> "connection lost" + where + ": " + sample;
                };
    }

    /** Not reached is one thing; reached, and not let in, another. */
    static ExitCode exit(Outcome failure) {
        Phase phase = failure.phase();
        return phase == null || UNREACHED.contains(phase) ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }

    private static String where(@Nullable Phase phase) {
        return phase == null || phase == Phase.CONNECT || phase == Phase.BANNER ? "" : " at " + phase.label();
    }

    private String timeoutAdvice(@Nullable Phase phase) {
        if (phase == Phase.BANNER && target.security() != Security.Mode.IMPLICIT && target.socket() == null) {
            return "; if the port speaks TLS, use " + withTls() + " (a slow server: --timeout)";
        }
        return phase == Phase.CONNECT
                ? " (expected: a server that answers there, and no firewall between)"
                : phase == Phase.TLS
                        ? " (expected: TLS from the first byte; without it, use " + inClear() + ")"
                        : " (expected: a server that answers; see --timeout)";
    }

    private static boolean isTls(Outcome failure) {
        return failure.phase() == Phase.BANNER && failure.sample().contains("TLS");
    }

    private String tlsAdvice(Outcome failure) {
        if (failure.phase() == Phase.STARTTLS) {
            return " (expected: a server with STARTTLS, or " + withTls() + ")";
        }
        return failure.sample().endsWith("from the first byte")
                ? " (expected: " + inClear() + ", perhaps with --starttls)"
                : "";
    }

    /** The target with TLS from the first byte. */
    private String withTls() {
        return target.with(Security.Mode.IMPLICIT).toString();
    }

    private String inClear() {
        return target.with(Security.Mode.NEVER).toString();
    }

    /** What the server wants first, and the option that gives it; null: nothing of that kind. */
    private @Nullable String demand(Outcome failure, Capabilities offered) {
        boolean clear = target.security() == Security.Mode.NEVER || target.security() == Security.Mode.OPPORTUNISTIC;
        boolean startTls = clear && offered.has("STARTTLS");
        if (failure.phase() == Phase.AUTH && failure.reason() == Outcome.Reason.AUTHENTICATION) {
            return startTls && offered.authMechanisms().isEmpty()
                    ? "the server offers no login in clear: add --starttls"
                    : null;
        }
        if (failure.kind() != Outcome.Kind.REJECTED || failure.code() / 100 != 5) {
            return null;
        }
        boolean first = failure.code() == STARTTLS_FIRST || failure.code() == ENCRYPTION_FIRST;
        boolean policy = failure.code() == 550
                || failure.code() == 554
                || failure.enhanced().startsWith("5.7.");
        String said = " (" + failure.sample() + ")";
        boolean tlsSaid = TLS.matcher(failure.sample()).find();
        boolean loginSaid = LOGIN.matcher(failure.sample()).find();
        if (!first && !policy) {
            return null;
        }
        if (clear && (tlsSaid || (first && startTls && !loginSaid))) {
            return startTls || failure.sample().toLowerCase(Locale.ROOT).contains("starttls")
                    ? "the server demands STARTTLS: add --starttls" + said
                    : "the server demands TLS: use " + withTls() + said;
        }
        boolean stranger = STRANGER.matcher(failure.sample()).find() && (startTls || offered.has("AUTH"));
        if (loggedIn || failure.phase() == Phase.AUTH || !(first || loginSaid || stranger)) {
            return null;
        }
        boolean laterOnly = startTls && offered.authMechanisms().isEmpty();
        return "the server demands a login: add " + (laterOnly ? "--starttls and " : "") + "--auth-user NAME" + said;
    }
}
