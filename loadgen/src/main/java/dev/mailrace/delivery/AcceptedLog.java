package dev.mailrace.delivery;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SentLog;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.TallyBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps in a file which recipients' messages the server accepted, when, and what they said, so that deliveries can be joined when
 * the run is over. Some 90 bytes a recipient, written with each interval. Owned by the collector's thread.
 *
 * <p>The file is text, with tabs between columns; the manual says what they are.
 */
public final class AcceptedLog implements DeliveryWatch, RunObserver {
    /** What it is called in a run's folder. */
    public static final String FILE = "accepted.log";

    static final String KIND = "mailrace-accepted";
    static final int FORMAT = 1;
    static final String RUN = "run";
    static final String CLOCK = "clock";
    static final String INTERVAL = "interval";

    /** What begins the line of a recipient: whether the server took the message or may have, and in which stage it was due. */
    static final List<String> SENT = List.of("accepted", "unconfirmed", "warmup-accepted", "warmup-unconfirmed");

    private static final int ENDINGS_MAX = 10_000; // of a text, that are remembered
    private static final int BYTES_MAX = 64 << 20; // that wait for an interval's end

    private final DeliveryPlan plan;
    private final OutputStream out;
    private final List<Expected> expected = new ArrayList<>();
    private final ByteBuf bytes = Unpooled.buffer(4_096);
    private final IdentityHashMap<Object, Map<Long, Long>> bodies = new IdentityHashMap<>(); // digests
    private final Columns lines = new Columns();
    private long originNanos;
    private long originMicros;
    private long digested = -1; // the number of the message whose digest is known
    private ContentDigest digest = new ContentDigest(ContentDigest.UNKNOWN, ContentDigest.UNKNOWN);
    private boolean isLost;

    /**
     * @param plan whose {@link DeliveryPlan#mailOf} is right for each message
     * @param out owned
     */
    public AcceptedLog(DeliveryPlan plan, OutputStream out) {
        this.plan = plan;
        this.out = out;
        plan.mails().forEach(mail -> expected.add(new Expected(mail)));
    }

    @Override
    public void begins(long nanos, Instant origin) {
        originNanos = nanos;
        originMicros =
                TimeUnit.SECONDS.toMicros(origin.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(origin.getNano());
        MachineClock clock = MachineClock.now().at(EpochNanos.of(origin));
        boolean areStamped =
                plan.mails().stream().allMatch(mail -> mail.corpus().stamped() == Stamp.Fields.ALL);
        lines.line(KIND).add(FORMAT).end();
        lines.line(RUN)
                .add(plan.runId())
                .add(plan.width())
                .add(areStamped ? 1 : 0)
                .end();
        lines.line(CLOCK)
                .add(clock.wallNanos())
                .add(clock.monotonicNanos())
                .add(clock.machine())
                .end();
    }

    @Override
    public void sent(SentLog log, TallyBuilder warmup, TallyBuilder measured) {
        if (!isLost && lines.bytes() < BYTES_MAX) {
            log.forEach(this::sent);
        }
    }

    private void sent(SentLog.Sent sent) {
        int number = plan.mailOf().applyAsInt(sent.sequence());
        MailPlan mail = plan.mails().get(number);
        bytes.clear();
        mail.writeRecipient(sent.sequence(), sent.recipient(), bytes);
        long address = ContentDigest.ofAddress(bytes.toString(StandardCharsets.UTF_8));
        if (sent.sequence() != digested) {
            digested = sent.sequence();
            Expected message = expected.get(number);
            message.set(sent.sequence(), sent.dueEpochMicros(), false);
            bytes.clear();
            message.writeFirst(message.bytes(), bytes);
            byte[] content = ByteBufUtil.getBytes(bytes);
            digest = new ContentDigest(ContentDigest.headerOf(content), body(message, content));
        }
        lines.line(SENT.get((sent.confirmed() ? 0 : 1) + (sent.stage() == Stage.WARMUP ? 2 : 0)))
                .add(sent.sequence())
                .add(sent.recipient())
                .add(sent.dueEpochMicros() - originMicros)
                .add(sent.endNanos() - originNanos)
                .addHex(address)
                .addHex(digest.header())
                .addHex(digest.body())
                .end();
    }

    /** Most messages of a run have a body that was sent before. */
    private long body(Expected message, byte[] content) {
        Map<Long, Long> ofText = bodies.computeIfAbsent(message.text(), each -> new HashMap<>());
        Long known = ofText.get(message.ending());
        if (known == null) {
            known = ContentDigest.bodyOf(content);
            if (ofText.size() < ENDINGS_MAX) {
                ofText.put(message.ending(), known);
            }
        }
        return known;
    }

    @Override
    public void arrived(TallyBuilder warmup, TallyBuilder measured) {}

    @Override
    public boolean isSettled(long nowNanos) {
        return true; // Nobody is waited for.
    }

    @Override
    public long waitNanos() {
        return 0;
    }

    @Override
    public void closes(boolean waited, long nowNanos) {}

    @Override
    public void interval(Interval interval) throws IOException {
        lines.line(INTERVAL).add(interval.endNanos()).end();
        isLost = true; // Unless it is taken.
        lines.writeTo(out);
        out.flush();
        isLost = false;
    }

    @Override
    public void ended(RunResult result) throws IOException {
        out.close();
    }
}
