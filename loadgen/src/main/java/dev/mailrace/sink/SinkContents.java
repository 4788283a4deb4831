package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;

/**
 * How a session takes content, behind DATA or by chunks (RFC 3030), and answers for it. Owned by its session, on its event
 * loop. Allocates nothing.
 */
final class SinkContents {
    private final SinkShard shard;
    private final Speaker speaker;
    private final Transaction transaction;
    private SinkState chunkFrom = SinkState.READY; // where its BDAT came
    private boolean answered; // before it came

    SinkContents(SinkShard shard, Speaker speaker, Transaction transaction) {
        this.shard = shard;
        this.speaker = speaker;
        this.transaction = transaction;
    }

    /** Obeys a DATA without an argument. */
    void data() {
        if (transaction.isBinary()) {
            speaker.reply(SinkReply.BDAT_EXPECTED);
            return;
        }
        speaker.go(SinkState.CONTENT);
        transaction.beginContent();
        speaker.reply(SinkReply.START_CONTENT);
        Conduct conduct = speaker.conduct();
        if (conduct != null && conduct.answersEarly()) {
            answered = true;
            shard.nextQueueId();
            conduct.beginEarly();
            for (int i = 0; i < replyCount(); i++) {
                shard.writeQueued(speaker.replies().output());
            }
            conduct.endEarly();
        }
    }

    /** In LMTP a content has one for each of its recipients, in their order (RFC 2033 §4.2). */
    private int replyCount() {
        return shard.speaksLmtp ? transaction.recipients() : 1;
    }

    void read(ByteBuf in) {
        if (transaction.readContent(in)) {
            contentEnded();
        }
    }

    private void contentEnded() {
        if (shard.desk != null && shard.desk.takesTime(ServiceDesk.Errand.MESSAGE)) {
            speaker.go(SinkState.SERVED);
        } else {
            answer();
        }
    }

    /** Answers for the message. */
    void answer() {
        if (answered) {
            shard.ledger.messageAccepted(transaction.acceptedRecipients(), transaction.contentBytes());
            settle();
            end();
            return;
        }
        speaker.begin(SinkPhase.CONTENT);
        if (!speaker.isStruck(replyCount())) {
            judge();
        }
        speaker.end();
        if (speaker.goesOn()) {
            end();
        }
    }

    private void judge() {
        SinkReply refusal = transaction.refusal();
        int count = replyCount();
        if (refusal == null) {
            speaker.forgive();
        }
        for (int i = 0; i < count && speaker.state() != SinkState.CLOSING; i++) {
            if (refusal != null) {
                speaker.reply(refusal);
            } else if (transaction.isFull(i)) {
                speaker.reply(SinkReply.MAILBOX_FULL);
            } else {
                shard.writeQueued(speaker.replies().output());
            }
        }
        if (refusal == null && transaction.acceptedRecipients() > 0) {
            speaker.replies().accept(transaction.acceptedRecipients(), transaction.contentBytes());
        }
    }

    private void settle() {
        Conduct conduct = speaker.conduct();
        if (conduct != null) {
            conduct.settled();
        }
    }

    /** The message has come, and nobody will answer for it. */
    void unanswered() {
        shard.ledger.unconfirmed(1);
        settle();
    }

    /** Obeys a BDAT; borrows the line. */
    void bdat(CommandDecoder line) {
        SinkState state = speaker.state();
        boolean hasPlace = state == SinkState.RECIPIENTS || state == SinkState.CHUNKS;
        if (!transaction.beginChunk(line, hasPlace ? null : state.outOfOrder(shard.speaksLmtp))) {
            speaker.reply(SinkReply.CHUNK_SYNTAX);
            speaker.go(SinkState.CLOSING);
            return;
        }
        chunkFrom = state;
        speaker.go(SinkState.CHUNK);
        chunkMayEnd();
    }

    void readChunk(ByteBuf in) {
        transaction.readChunk(in);
        chunkMayEnd();
    }

    private void chunkMayEnd() {
        Chunk chunk = transaction.chunk();
        if (!chunk.isComplete()) {
            return;
        }
        SinkReply refusal = chunk.refusal();
        if (refusal != null) {
            speaker.go(
                    chunkFrom); // It had no place, so it changes nothing: only RSET ends a transaction (RFC 3030 §2).
            if (shard.resetsAtRefusedLast && chunk.isLast() && chunkFrom != SinkState.GREETED) {
                end();
            }
            speaker.begin(chunk.isLast() ? SinkPhase.CONTENT : SinkPhase.CHUNK);
            speaker.reply(refusal);
            speaker.end();
        } else if (chunk.isLast()) {
            contentEnded();
        } else {
            answerChunk();
        }
    }

    private void answerChunk() {
        speaker.begin(SinkPhase.CHUNK);
        if (!speaker.isStruck(1)) {
            speaker.go(SinkState.CHUNKS);
            speaker.reply(SinkReply.CHUNK_OK);
        } else if (speaker.goesOn()) {
            end(); // Chunks that were sent ahead have no place then (RFC 3030 §2).
        }
        speaker.end();
    }

    /** There is no transaction any more. */
    void end() {
        speaker.go(SinkState.READY);
        answered = false;
        transaction.end();
    }
}
