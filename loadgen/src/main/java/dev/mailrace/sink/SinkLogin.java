package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The logins of one session: an exchange at a time, its challenges, and what is noted of its end. Owned by the session, on its
 * event loop.
 */
final class SinkLogin {
    private static final byte[] CHALLENGE = "334 ".getBytes(StandardCharsets.US_ASCII);

    private final SinkShard shard;
    private final Peer peer;
    private final Replies replies;
    private @Nullable SinkAuth exchange; // null outside one

    SinkLogin(SinkShard shard, Peer peer, Replies replies) {
        this.shard = shard;
        this.peer = peer;
        this.replies = replies;
    }

    /** Obeys an AUTH, whose line is borrowed; returns its last reply, or null when it has said a challenge. */
    @Nullable
    SinkReply begin(CommandDecoder line) {
        if (peer.isAuthenticated()) {
            return SinkReply.AUTH_TWICE;
        }
        SinkAuth begun = new SinkAuth(shard.settings.logins().accounts(), shard.sasl, shard.nextChallenge(), peer);
        exchange = begun;
        return goOn(begun, begun.begin(line.bytes(), line.argumentStart(), line.end()));
    }

    /** As {@link #begin}, for the line that answers a challenge. */
    @Nullable
    SinkReply answer(CommandDecoder line) {
        SinkAuth current = exchange;
        if (current == null) {
            throw new IllegalStateException("auth: null (expected: an exchange while challenged)");
        }
        return goOn(current, current.answer(line.bytes(), line.end()));
    }

    private @Nullable SinkReply goOn(SinkAuth current, @Nullable SinkReply last) {
        if (last == null) {
            replies.output()
                    .writeBytes(CHALLENGE)
                    .writeBytes(current.challenge())
                    .writeShort('\r' << 8 | '\n');
        } else {
            exchange = null;
        }
        return last;
    }

    /** There is no exchange any more. */
    void drop() {
        exchange = null;
    }

    /** Notes the verdict, which is about to be said. */
    void ended(SinkReply last) {
        if (last == SinkReply.LOGGED_IN) {
            peer.loggedIn();
            shard.ledger.loggedIn();
        } else if (last == SinkReply.AUTH_FAILED) {
            shard.ledger.loginFailed();
        }
    }
}
