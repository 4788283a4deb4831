package dev.mailrace.session;

import dev.mailrace.session.Outcome.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** What the system says when a connection fails, sorted into reasons; the transports word it differently. */
final class Losses {
    private Losses() {}

    static Outcome of(Phase phase, Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return Outcome.failed(phase, reason(cause, text.toLowerCase(Locale.ROOT)), text);
    }

    private static Reason reason(Throwable cause, String text) {
        if (text.contains("too many open files") || text.contains("cannot assign requested address")) {
            return Reason.LOCAL_LIMIT;
        }
        if (text.contains("refused")) {
            return Reason.REFUSED;
        }
        if (text.contains("timed out")) {
            return Reason.TIMEOUT;
        }
        if (cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || text.contains("unreachable")
                || text.contains("no route")
                || text.contains("unresolved")) {
            return Reason.UNREACHABLE;
        }
        if (text.contains("reset") || text.contains("broken pipe")) {
            return Reason.RESET;
        }
        if (cause instanceof ClosedChannelException) {
            return Reason.CLOSED;
        }
        return cause instanceof ConnectException ? Reason.UNREACHABLE : Reason.RESET;
    }
}
