package dev.mailrace.sink;

import dev.mailrace.wire.ContentEnd;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client hands over between MAIL and the reply after its content. One a session, used for each of its
 * transactions in turn, on its event loop. Allocates nothing.
 */
final class Transaction {
    /** The final dot and its line end, which are not content. */
    private static final int END_BYTES = 3;

    private final SinkShard shard;
    private final ContentEnd contentEnd = new ContentEnd();
    private final Chunk chunk = new Chunk();

    private boolean acceptsUtf8;
    private boolean binary;
    private int recipients;
    private @Nullable BitSet full; // of the recipients, those that take no content; null: all take it
    private long contentBytes;
    private @Nullable SpooledContent spooled; // owned; null: nothing is kept
    private Receiver.@Nullable Intake intake; // null: nobody is given what is accepted

    Transaction(SinkShard shard) {
        this.shard = shard;
    }

    /** The session has begun, on that loop. */
    void connected(EventExecutor loop) {
        Receiver receiver = shard.settings.behaviour().receiver();
        intake = receiver == null ? null : receiver.newIntake(loop);
    }

    /**
     * Judges MAIL.
     *
     * @param line borrowed
     * @param secure whether the connection is TLS
     */
    SinkReply begin(CommandDecoder line, boolean secure) {
        SinkReply reply = shard.mailArguments.judge(line.bytes(), line.argumentStart(), line.end(), secure);
        acceptsUtf8 = shard.mailArguments.acceptsUtf8();
        binary = shard.mailArguments.isBinary();
        return reply;
    }

    /** Judges RCPT, and counts the recipient when it is accepted; borrows the line. */
    SinkReply addRecipient(CommandDecoder line) {
        if (recipients == shard.settings.limits().recipientsMax()) {
            return SinkReply.TOO_MANY_RECIPIENTS;
        }
        SinkReply reply =
                RcptArguments.judge(line.bytes(), line.argumentStart(), line.end(), acceptsUtf8, shard.refusesNames);
        if (reply == SinkReply.RCPT_OK) {
            recipients++;
            if (intake != null) {
                int open = RcptArguments.open(line.bytes(), line.argumentStart(), line.end());
                intake.recipient(line.bytes(), open + 1, AddressPath.close(line.bytes(), open, line.end()) - 1);
            }
        } else if (reply == SinkReply.MAILBOX_FULL && shard.speaksLmtp) {
            BitSet known = full == null ? new BitSet() : full;
            known.set(recipients++);
            full = known;
            return SinkReply.RCPT_OK; // Told after the content.
        }
        return reply;
    }

    int recipients() {
        return recipients;
    }

    /** Whether a recipient, counted from 0 in their order, takes no content. */
    boolean isFull(int recipient) {
        return full != null && full.get(recipient);
    }

    /** Whether its content may come by BDAT only. */
    boolean isBinary() {
        return binary;
    }

    /** Content is about to come. */
    void beginContent() {
        if (shard.spool != null && spooled == null) {
            spooled = shard.spool.begin();
        }
    }

    /** Passes over what follows DATA, and returns whether the final dot was there; borrows the bytes. */
    boolean readContent(ByteBuf in) {
        int start = in.readerIndex();
        int end = contentEnd.find(in);
        if (spooled != null) {
            spooled.writeStuffed(in, end == ContentEnd.NOT_FOUND ? in.readableBytes() : end - start);
        }
        if (intake != null) {
            intake.content(in, end == ContentEnd.NOT_FOUND ? in.readableBytes() : end - start, true);
        }
        if (end == ContentEnd.NOT_FOUND) {
            contentBytes += in.readableBytes();
            in.skipBytes(in.readableBytes());
            return false;
        }
        contentBytes += end - start - END_BYTES;
        in.readerIndex(end);
        return true;
    }

    /**
     * Begins the chunk of a BDAT.
     *
     * @param line borrowed
     * @param outOfOrder what to say at the chunk's end when it has no place; null when it has
     * @return whether it is well formed; if not, the end of the chunk is unknown
     */
    boolean beginChunk(CommandDecoder line, @Nullable SinkReply outOfOrder) {
        if (outOfOrder == null) {
            beginContent();
        }
        return chunk.begin(line.bytes(), line.argumentStart(), line.end(), outOfOrder);
    }

    /** Passes over what there is of the chunk; borrows the bytes. */
    void readChunk(ByteBuf in) {
        if (spooled != null) {
            spooled.write(in, chunk.availableIn(in));
        }
        if (intake != null && chunk.refusal() == null) {
            intake.content(in, chunk.availableIn(in), false);
        }
        int count = chunk.read(in);
        if (chunk.refusal() == null) {
            contentBytes += count;
        }
    }

    Chunk chunk() {
        return chunk;
    }

    /** Takes the message, whose content is complete, and returns null; or what is wrong with it as a whole. */
    @Nullable
    SinkReply refusal() {
        if (contentBytes > shard.settings.limits().sizeMax()) {
            return SinkReply.TOO_BIG; // Only now: a client reads no reply before its final dot (RFC 1870 §6.3).
        }
        if (acceptedRecipients() == 0) {
            return null; // Each recipient says so for itself.
        }
        long queueId = shard.nextQueueId();
        if (spooled != null && !spooled.keep(queueId)) {
            return SinkReply.STORAGE_FULL;
        }
        if (intake != null) {
            intake.accepted();
        }
        return null;
    }

    /** Of its recipients, how many take the content. */
    int acceptedRecipients() {
        return full == null ? recipients : recipients - full.cardinality();
    }

    long contentBytes() {
        return contentBytes;
    }

    /** Forgets it all, but for content that was kept. */
    void end() {
        acceptsUtf8 = false;
        binary = false;
        recipients = 0;
        full = null;
        contentBytes = 0;
        if (intake != null) {
            intake.end();
        }
        if (spooled != null) {
            spooled.drop();
            spooled = null;
        }
    }
}
