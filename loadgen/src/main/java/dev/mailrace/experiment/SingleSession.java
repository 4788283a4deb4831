package dev.mailrace.experiment;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.SessionOwner;
import dev.mailrace.session.SmtpSession;
import dev.mailrace.session.TlsSession;
import dev.mailrace.session.Transaction;
import dev.mailrace.wire.Capabilities;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session on its own: connects, EHLO, AUTH, at most one message, QUIT.
 *
 * <p>Runs before a load, because what fails here would fail a thousand times, and as the probe.
 */
public final class SingleSession implements SessionOwner {
    /**
     * What became of it.
     *
     * @param capabilities what the server offers; {@link Capabilities#NONE} when it was never reached
     * @param failure why it did not come to its end; null when it did
     */
    public record Result(
            Capabilities capabilities, @Nullable Outcome failure) {
        /** Whether there was a connection. */
        public boolean isReached() {
            return failure == null || failure.phase() != Phase.CONNECT;
        }
    }

    private final @Nullable ProbeMessage message;
    private final boolean sendsContent;
    private final Consumer<TlsSession> secured;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private boolean begun;
    private boolean established;
    private @Nullable Outcome refusal;

    /** @param message null to send none */
    public SingleSession(@Nullable ProbeMessage message) {
        this(message, tls -> {});
    }

    /** @param secured is called with the result of a handshake, on the session's loop */
    public SingleSession(@Nullable ProbeMessage message, Consumer<TlsSession> secured) {
        this.message = message;
        this.sendsContent = message != null && message.sendsContent();
        this.secured = secured;
    }

    /**
     * Gives the session a limit, on its loop.
     *
     * @param limit until it is established, or until it is over where it sends no content
     */
    void begin(SmtpSession session, EventLoop loop, Duration limit) {
        loop.schedule(
                () -> {
                    if (!established || !sendsContent) {
                        session.timedOut();
                    }
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Completes once the session has ended; its timeouts bound it. */
    CompletableFuture<Result> result() {
        return result;
    }

    @Override
    public void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Transaction transaction) {
        // The transcript shows the times.
    }

    @Override
    public void handshaken(TlsSession tls) {
        secured.accept(tls);
    }

    @Override
    public void established(SmtpSession session) {
        established = true;
    }

    @Override
    public @Nullable Transaction next(SmtpSession session) {
        if (message == null || begun) {
            session.quit();
            return null;
        }
        begun = true;
        return message;
    }

    @Override
    public void transactionEnded(Transaction transaction, Outcome outcome, long endNanos) {
        if (outcome.kind() != Outcome.Kind.ACCEPTED) {
            refusal = outcome;
        }
    }

    @Override
    public void closed(SmtpSession session, @Nullable Outcome cause) {
        boolean toldAll = established && (message == null || begun);
        result.complete(new Result(session.capabilities(), refusal != null ? refusal : toldAll ? null : cause));
    }

    @Override
    public void broken(SmtpSession session, Throwable fault) {
        result.completeExceptionally(fault);
    }
}
