package dev.mailrace.sink;

import dev.mailrace.net.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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
    final @Nullable ServerTls tls; // null: it speaks none
    final @Nullable ServiceDesk desk; // null: everything is answered at once
    final @Nullable Faults faults; // null: nothing goes wrong, and nobody counts each reply
    final @Nullable Spool spool; // null: nothing is kept
    final EnumSet<Command> commands;
    final boolean speaksLmtp;
    final boolean refusesNames;
    final boolean resetsAtRefusedLast;
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
        this(new SinkShared(settings, ledger, null), number, PooledByteBufAllocator.DEFAULT);
    }

    /**
     * One of several.
     *
     * @param allocator of the replies' bytes
     */
    SinkShard(SinkShared shared, int number, ByteBufAllocator allocator) {
        if (number < 0 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("number: " + number + " (expected: 0 to " + NUMBER_MAX + ")");
        }
        settings = shared.settings();
        ledger = shared.ledger();
        tls = shared.tls();
        desk = shared.desk();
        faults = shared.faults();
        this.allocator = allocator;
        sasl = new SinkSasl(settings);
        hostReplies = new HostReplies(settings, sasl, tls != null && tls.bindsChannels());
        spool = settings.behaviour().spool() == null
                ? null
                : new Spool(settings.behaviour().spool(), number);
        commands = Command.offeredBy(settings);
        speaksLmtp = settings.behaviour().has(SinkTrait.LMTP);
        refusesNames = settings.behaviour().has(SinkTrait.REFUSING_NAMES);
        resetsAtRefusedLast = settings.behaviour().has(SinkTrait.RESETTING);
        line = new byte[settings.limits().lineBytesMax()];
        mailArguments = new MailArguments(settings.limits().sizeMax());
        queueId = (long) number << 48; // Leaves 2^48 ids a shard.
    }

    /** The handler of one new channel, which is registered with this shard's loop and already speaks plain SMTP. */
    public ChannelHandler newSession() {
        return new SinkSession(this);
    }

    /** Adds to a new channel all that the settings have stand before its session, and the session. */
    void serve(ChannelPipeline pipeline) {
        if (settings.behaviour().has(SinkTrait.PROXY_PROTOCOL)) {
            pipeline.addLast(new HAProxyMessageDecoder());
        }
        if (tls != null && settings.tls().mode() == SinkTls.Mode.IMPLICIT) {
            pipeline.addLast(tls.newHandler(allocator));
        }
        pipeline.addLast(newSession());
    }

    /** A buffer for replies, owned by the caller. */
    ByteBuf newOutput() {
        return allocator.directBuffer(OUTPUT_BYTES);
    }

    /** Takes the next queue id, and returns it. */
    long nextQueueId() {
        return ++queueId;
    }

    /** Appends the 250 after a final dot, with the queue id that was taken last. */
    void writeQueued(ByteBuf out) {
        long id = queueId;
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
