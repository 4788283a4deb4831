package dev.mailrace.sink;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands, and what it says: as it should, or as its {@link Conduct} has it. Owned by its session, on its event
 * loop. Allocates nothing where there is none.
 */
final class Speaker {
    private final SinkShard shard;
    private final Replies replies;
    private final CommandDecoder line;
    private final @Nullable Conduct conduct; // null: it does as it should, and nobody counts each reply
    private SinkState state = SinkState.UNGREETED;
    private int errors; // since the last accepted message
    private boolean excuses; // errors that a refusal out of the blue leads to

    /** @param line of the command at hand, borrowed */
    Speaker(SinkShard shard, CommandDecoder line) {
        this.shard = shard;
        this.line = line;
        replies = new Replies(shard);
        conduct = shard.faults == null ? null : new Conduct(shard, shard.faults, replies);
    }

    SinkState state() {
        return state;
    }

    void go(SinkState next) {
        state = next;
    }

    /** Whether the dialogue goes on. */
    boolean goesOn() {
        return state != SinkState.CLOSING && state != SinkState.BROKEN;
    }

    Replies replies() {
        return replies;
    }

    @Nullable
    Conduct conduct() {
        return conduct;
    }

    /** What is said from here on answers that. */
    void begin(SinkPhase phase) {
        if (conduct != null) {
            conduct.begin(phase);
        }
    }

    void end() {
        if (conduct != null) {
            conduct.end();
        }
    }

    /**
     * Whether a fault has done something else than what would answer the phase that has begun.
     *
     * @param replyCount how many replies answer it
     */
    boolean isStruck(int replyCount) {
        Conduct.Verdict verdict = conduct == null ? Conduct.Verdict.AS_EVER : conduct.strike(line, replyCount);
        if (verdict == Conduct.Verdict.AS_EVER) {
            return false;
        }
        excuses = true;
        state = verdict == Conduct.Verdict.OVER ? SinkState.BROKEN : state;
        return true;
    }

    /** Whether the reply that was said last is held back, and everything behind it. */
    boolean isHeld() {
        return conduct != null && conduct.isHeld();
    }

    long holdNanos() {
        return Objects.requireNonNull(conduct).holdNanos();
    }

    void release() {
        Objects.requireNonNull(conduct).release();
    }

    /** A message was taken: whatever went wrong before is forgiven. */
    void forgive() {
        errors = 0;
    }

    void reply(SinkReply reply) {
        excuses &= reply != SinkReply.MAIL_OK;
        if (reply.isError() && !excuses && ++errors > shard.settings.limits().errorsMax()) {
            refuseAll(shard.hostReplies.tooManyErrors);
            return;
        }
        if (reply.refuses()) {
            shard.ledger.commandRefused();
        }
        replies.output().writeBytes(reply.bytes());
    }

    void say(byte[] reply) {
        replies.output().writeBytes(reply);
    }

    /** Ends the session with a 421. */
    void refuseAll(byte[] farewell) {
        state = SinkState.CLOSING;
        if (conduct != null) {
            conduct.ends(Account.SessionEnd.CLOSED_BY_SINK);
        }
        shard.ledger.commandRefused();
        say(farewell);
    }
}
