package dev.mailrace.session;

import dev.mailrace.fault.Causes;
import dev.mailrace.fault.Errno;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.net.Tls;
import dev.mailrace.session.Outcome.Reason;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the system says when a connection fails, sorted into reasons and said in the words of errno and the RFCs; transports
 * and providers of TLS word it differently.
 */
final class Losses {
    private Losses() {}

    /** @param tls of the session; null: it speaks none */
    static Outcome of(Phase phase, Throwable cause, @Nullable Tls tls) {
        Throwable root = root(cause);
        Errno error = Errno.of(cause);
        // Providers of TLS wrap what befalls the connection, too.
        boolean isOfTls = cause instanceof SSLException && error == null && !(root instanceof ClosedChannelException);
        if (isOfTls && tls != null) {
            return Outcome.failed(phase, Reason.TLS, tls.words(cause));
        }
        Reason reason = reason(root, error);
        boolean unnamed = error == null && phase == Phase.CONNECT && reason == Reason.UNREACHABLE;
        boolean unknownHost = root instanceof UnknownHostException || root instanceof UnresolvedAddressException;
        return Outcome.failed(phase, reason, unnamed && !unknownHost ? "no connection" : SystemWords.of(cause));
    }

    /**
     * Of a handshake.
     *
     * @param wasAskedFor whether clear text came first, of which some may have been left
     */
    static Outcome ofHandshake(Throwable cause, boolean wasAskedFor, @Nullable Tls tls) {
        if (cause instanceof NotSslRecordException) {
            return wasAskedFor
                    ? Outcome.failed(Phase.STARTTLS, Reason.PROTOCOL, "clear text behind the 220: a command injection")
                    : Outcome.failed(Phase.TLS, Reason.TLS, "the server does not speak TLS from the first byte");
        }
        return cause instanceof ClosedChannelException
                ? Outcome.failed(Phase.TLS, Reason.CLOSED, "closed during the handshake")
                : of(Phase.TLS, cause, tls);
    }

    private static Throwable root(Throwable cause) {
        List<Throwable> causes = Causes.of(cause);
        return causes.get(causes.size() - 1);
    }

    /** What the server's close says of that phase. */
    static Outcome ofClose(Phase phase, boolean inReply) {
        String what = inReply ? "closed in the middle of a reply" : "closed by the server";
        return Outcome.failed(phase, Reason.CLOSED, what);
    }

    /** @param sending whether content was on its way */
    static Outcome ofTimeout(Phase phase, long nanos, boolean sending) {
        String what = switch (phase) {
            case CONNECT -> "no connection";
            case TLS -> "no end of the TLS handshake";
            case BANNER -> "no banner";
            default -> sending ? "no byte taken" : "no reply";
        };
        return Outcome.failed(phase, Reason.TIMEOUT, what + " within " + time(nanos));
    }

    private static String time(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    /** What a decoder wrapped. */
    static Throwable beneath(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() instanceof SSLException tlsFault
                ? tlsFault
                : cause;
    }

    private static Reason reason(Throwable root, @Nullable Errno error) {
        if (error != null) {
            return switch (error) {
                case EMFILE, ENFILE, EADDRNOTAVAIL, EADDRINUSE, ENOBUFS -> Reason.LOCAL_LIMIT;
                case ECONNREFUSED -> Reason.REFUSED;
                case ETIMEDOUT -> Reason.TIMEOUT;
                case EHOSTUNREACH, EHOSTDOWN, ENETUNREACH, ENETDOWN, EAFNOSUPPORT, ENOENT, ENOTDIR, EACCES, EPERM ->
                    Reason.UNREACHABLE;
                default -> Reason.RESET;
            };
        }
        if (root instanceof ClosedChannelException) {
            return Reason.CLOSED;
        }
        boolean unreachable = root instanceof UnknownHostException
                || root instanceof UnresolvedAddressException
                || root instanceof ConnectException;
        return unreachable ? Reason.UNREACHABLE : Reason.RESET;
    }
}
