package dev.mailrace.cli;

import dev.mailrace.scenario.Target;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a server could not be had, and what to do about it, in one line. */
final class FailureWords {
    /** Until the banner nobody has answered as a mail server. */
    private static final Set<Phase> UNREACHED = EnumSet.of(Phase.CONNECT, Phase.TLS, Phase.BANNER, Phase.SESSION);

    private FailureWords() {}

    static String of(Target target, Outcome failure) {
        Phase phase = failure.phase();
        String where = phase == null ? "" : " at " + phase.label();
        if (failure.kind() == Outcome.Kind.REJECTED) {
            return target + ": refused" + where + ": " + failure.sample() + advice(phase);
        }
        return switch (failure.reason()) {
            case REFUSED -> target + ": connection refused (expected: a mail server that listens there)";
            case UNREACHABLE -> target + ": cannot be reached: " + failure.sample() + " (expected: a route to it)";
            case TIMEOUT ->
                target + ": " + failure.sample() + where + " (expected: a server that answers; see --timeout)";
            case AUTHENTICATION -> target + ": " + failure.sample() + " (see --auth)";
            case LOCAL_LIMIT ->
                target + ": " + failure.sample()
                        + " (expected: free ports and files here: more --source-address, a higher ulimit -n)";
            case PROTOCOL -> target + ": no SMTP" + where + ": " + failure.sample();
            case TLS ->
                target + ": no TLS" + where + ": " + failure.sample()
                        + " (expected: STARTTLS or TLS there, and a certificate that --cacert vouches for, or --insecure)";
            case NONE, RESET, CLOSED, UNANSWERED, AS_ASKED ->
                target + ": connection lost" + where + ": " + failure.sample();
        };
    }

    /** Not reached is one thing; reached, and not let in, another. */
    static ExitCode exit(Outcome failure) {
        Phase phase = failure.phase();
        return phase == null || UNREACHED.contains(phase) ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }

    private static String advice(@Nullable Phase phase) {
        return phase == Phase.AUTH ? " (expected: the right --auth-user and password)" : "";
    }
}
