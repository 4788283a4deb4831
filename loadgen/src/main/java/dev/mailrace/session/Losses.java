package dev.mailrace.session;

import dev.mailrace.session.Outcome.Reason;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** What the system says when a connection fails, sorted into reasons; the transports word it differently. */
final class Losses {
    private Losses() {}

    static Outcome of(Phase phase, Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return Outcome.failed(phase, reason(cause, text.toLowerCase(Locale.ROOT)), text);
    }

    /**
     * Of a handshake.
     *
     * @param wasAskedFor whether clear text came first, of which some may have been left
     */
    static Outcome ofHandshake(Throwable cause, boolean wasAskedFor) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (cause instanceof NotSslRecordException) {
            return wasAskedFor
                    ? Outcome.failed(Phase.STARTTLS, Reason.PROTOCOL, "clear text behind the 220: a command injection")
                    : Outcome.failed(Phase.TLS, Reason.TLS, "the server does not speak TLS from the first byte");
        }
        if (cause instanceof ClosedChannelException) {
            return Outcome.failed(Phase.TLS, Reason.CLOSED, "closed during the handshake");
        }
        boolean isOfTls =
                cause instanceof SSLException && (root instanceof SSLException || !(root instanceof IOException));
        return isOfTls
                ? Outcome.failed(Phase.TLS, Reason.TLS, text)
                : Outcome.failed(Phase.TLS, reason(root, text.toLowerCase(Locale.ROOT)), text);
    }

    /** What the server's close says of that phase. */
    static Outcome ofClose(Phase phase, boolean inReply) {
        String what = inReply ? "closed in the middle of a reply" : "closed by the server";
        return Outcome.failed(phase, Reason.CLOSED, what);
    }

    /** @param sending whether content was on its way */
    static Outcome ofTimeout(Phase phase, Timeouts timeouts, boolean sending) {
        String what = phase == Phase.CONNECT ? "no connection" : sending ? "no byte taken" : "no reply";
        long millis = TimeUnit.NANOSECONDS.toMillis(timeouts.nanos(phase));
        return Outcome.failed(phase, Reason.TIMEOUT, what + " within " + millis + " ms");
    }

    /** What a decoder wrapped. */
    static Throwable beneath(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() instanceof SSLException tlsFault
                ? tlsFault
                : cause;
    }

    private static Reason reason(Throwable cause, String text) {
        if (cause instanceof SSLException) {
            return Reason.TLS;
        }
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
