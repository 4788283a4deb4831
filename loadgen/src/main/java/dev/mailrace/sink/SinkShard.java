package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One event loop of a sink and what its sessions share: prepared replies, one line's bytes, the last queue id.
 *
 * <p>Owned by its loop. {@link SinkServer} makes one a loop; a test or a simulation makes its own and puts
 * {@link #newSession sessions} on in-memory channels.
 */
public final class SinkShard {
    public static final int NUMBER_MAX = 0xffff;

    private static final String QUEUED = "250 2.0.0 Ok: queued as ";
    private static final int QUEUE_ID_DIGITS = 16;
    private static final int OUTPUT_BYTES = 256;

    final SinkSettings settings;
    final Ledger ledger;
    final HostReplies hostReplies;
    final SinkSasl sasl;
    final byte[] line;
    final MailArguments mailArguments;

    private final ByteBufAllocator allocator;
    private final byte[] queued = (QUEUED + "0".repeat(QUEUE_ID_DIGITS) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    private long queueId;
    private long challengeCount;

    /**
     * @param ledger counts what happens here; may be shared with other shards
     * @param number 0 to {@value #NUMBER_MAX}, another for each shard of a ledger, so that queue ids stay unique
     */
    public SinkShard(SinkSettings settings, Ledger ledger, int number) {
        this(settings, ledger, number, PooledByteBufAllocator.DEFAULT);
    }

    SinkShard(SinkSettings settings, Ledger ledger, int number, ByteBufAllocator allocator) {
        if (number < 0 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("number: " + number + " (expected: 0 to " + NUMBER_MAX + ")");
        }
        this.settings = settings;
        this.ledger = ledger;
        this.allocator = allocator;
        hostReplies = new HostReplies(settings);
        sasl = new SinkSasl(settings);
        line = new byte[settings.limits().lineBytesMax()];
        mailArguments = new MailArguments(settings.limits().sizeMax());
        queueId = (long) number << 48; // Leaves 2^48 ids a shard.
    }

    /** The handler of one new channel, which is registered with this shard's loop. */
    public ChannelHandler newSession() {
        return new SinkSession(this);
    }

    /** A buffer for replies, owned by the caller. */
    ByteBuf newOutput() {
        return allocator.directBuffer(OUTPUT_BYTES);
    }

    /** Appends the 250 after a final dot, with the next queue id. */
    void writeQueued(ByteBuf out) {
        long id = ++queueId;
        for (int i = QUEUED.length() + QUEUE_ID_DIGITS - 1; i >= QUEUED.length(); i--) {
            int digit = (int) id & 0xf;
            queued[i] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
            id >>>= 4;
        }
        out.writeBytes(queued);
    }

    /** What CRAM-MD5 has a client digest: a message id that comes once (RFC 2195 §2). */
    String nextChallenge() {
        long random = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        return "<" + ++challengeCount + "." + random + "@" + settings.hostname() + ">";
    }
}
