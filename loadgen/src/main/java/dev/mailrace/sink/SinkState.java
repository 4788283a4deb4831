package dev.mailrace.sink;

/** Where a session stands (RFC 5321 §4.1.4), which decides what its next bytes mean. */
enum SinkState {
    /** The greeting waits for the PROXY protocol's header, or for TLS. */
    UNGREETED,
    /** TLS is being agreed on after STARTTLS; what came before it is discarded. */
    SECURING,
    /** Neither EHLO nor HELO yet. */
    GREETED,
    /** No transaction. */
    READY,
    /** A transaction with a sender. */
    SENDER,
    /** A transaction with a sender and at least one recipient. */
    RECIPIENTS,
    /** The next line answers a challenge (RFC 4954 §4). */
    CHALLENGED,
    /** Bytes are content, up to the final dot. */
    CONTENT,
    /** Bytes are content, as many as BDAT said (RFC 3030 §2). */
    CHUNK,
    /** A transaction whose content has begun in chunks: only more of them may follow. */
    CHUNKS,
    /** A worker is busy with the message or the login; what is sent meanwhile waits. */
    SERVED,
    /** A fault has ended the dialogue; what still comes is discarded, and nothing is said. */
    BROKEN,
    /** The last reply is on its way; what still comes is discarded. */
    CLOSING;

    /** Whether replies can be sent. */
    boolean canTalk() {
        return this != UNGREETED && this != SECURING && this != SERVED && this != BROKEN && this != CLOSING;
    }

    /** What is said to a command that is out of order here. */
    SinkReply outOfOrder(boolean speaksLmtp) {
        return switch (this) {
            case GREETED -> speaksLmtp ? SinkReply.LHLO_EXPECTED : SinkReply.EHLO_EXPECTED;
            case READY -> SinkReply.MAIL_EXPECTED;
            case SENDER -> SinkReply.RCPT_EXPECTED;
            case RECIPIENTS -> SinkReply.DATA_EXPECTED;
            case CHUNKS -> SinkReply.CHUNK_EXPECTED;
            case UNGREETED, SECURING, CHALLENGED, CONTENT, CHUNK, SERVED, BROKEN, CLOSING ->
                throw new IllegalStateException("state: " + this + " (expected: one that takes commands)");
        };
    }

    /** Whether what comes next is not for the dialogue to read now. */
    boolean pausesReading() {
        return this == SECURING || this == SERVED;
    }
}
