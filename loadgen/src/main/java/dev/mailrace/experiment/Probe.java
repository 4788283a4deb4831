package dev.mailrace.experiment;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.FirstContact.Contact;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.TlsSession;
import dev.mailrace.session.Transcript;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One session with a server, written down: with the first of its addresses that can be reached. Owned by one thread. */
public final class Probe {
    /** Hears what goes on. The session's loop tells of it, but for {@link #connecting} and {@link #notReached}. */
    public interface Watch {
        /** A connection to that address is tried. */
        void connecting(SocketAddress address);

        /** A TLS handshake came to its end. */
        void secured(TlsSession tls);

        /** One side said something. */
        void line(Transcript.Line line);

        /** There was no connection to the last address. */
        void notReached(@Nullable Outcome failure);
    }

    /**
     * What came of it.
     *
     * @param contact the last, with the address that was reached where one was
     * @param lines all that both sides said
     */
    public record Found(Contact contact, List<Transcript.Line> lines) {
        /** What the process ends with: how far the session got. */
        public ExitCode exit() {
            Outcome failure = contact.result().failure();
            if (failure == null) {
                return ExitCode.OK;
            }
            if (failure.phase() == null) {
                return ExitCode.UNREACHABLE;
            }
            return switch (failure.phase()) {
                case CONNECT, TLS, BANNER, SESSION -> ExitCode.UNREACHABLE;
                case EHLO, STARTTLS, XCLIENT, NOOP, HELP, VRFY, EXPN, ETRN -> ExitCode.PROBE_EHLO;
                case AUTH, AUTH_CLIENT, AUTH_ROUND_1, AUTH_ROUND_2, AUTH_ROUND_3, AUTH_ROUND_4 -> ExitCode.PROBE_AUTH;
                case MAIL, TRANSACTION, RSET -> ExitCode.PROBE_MAIL;
                case RCPT -> ExitCode.PROBE_RCPT;
                case DATA -> ExitCode.PROBE_DATA;
                case CHUNK, CONTENT, QUIT, DELIVERY, END_TO_END -> ExitCode.PROBE_CONTENT;
            };
        }
    }

    private final FirstContact contact;
    private final SessionKind kind;
    private final boolean sendsMail;
    private final Watch watch;

    public Probe(FirstContact contact, SessionKind kind, boolean sendsMail, Watch watch) {
        this.contact = contact;
        this.kind = kind;
        this.sendsMail = sendsMail;
        this.watch = watch;
    }

    /** Tries the server's addresses in their order, until one is reached (RFC 5321 §5.1). */
    public Found run() throws InterruptedException {
        List<Transcript.Line> lines = Collections.synchronizedList(new ArrayList<>());
        Contact last = null;
        for (SocketAddress address : kind.addresses()) {
            watch.connecting(address);
            ProbeMessage message = sendsMail ? new ProbeMessage(kind.mail(), epochMicros(Instant.now())) : null;
            SingleSession session = new SingleSession(message, watch::secured);
            Transcript transcript = new Transcript(line -> {
                lines.add(line);
                watch.line(line);
            });
            last = new Contact(address, contact.one(session, kind.target(), address, kind.caller(0), transcript));
            if (last.isReached()) {
                break;
            }
            watch.notReached(last.result().failure());
        }
        return new Found(Objects.requireNonNull(last, "a kind has addresses"), List.copyOf(lines));
    }

    private static long epochMicros(Instant now) {
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
