package dev.mailrace.delivery;

import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.metrics.SentLog;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The books of deliveries: each recipient's message that the server accepted ends in one way. Owned by the thread that runs the
 * engine.
 *
 * <p>A recipient is a bit in a few sets: some three bits where all is well. What is in the server has its times beside.
 */
public final class DeliveryBooks implements DeliveryWatch {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int EARLY_MAX = 1 << 20;

    private final Awaited awaited;
    private final Runnable lastLook;
    private final int width;
    private final long waitNanos;

    private final Roaring64Bitmap accepted = new Roaring64Bitmap();
    private final Roaring64Bitmap arrived = new Roaring64Bitmap();
    private final Roaring64Bitmap ofWarmup = new Roaring64Bitmap(); // of what was sent
    private final Roaring64Bitmap unconfirmed = new Roaring64Bitmap();
    private final Roaring64Bitmap again = new Roaring64Bitmap();
    private final Roaring64Bitmap altered = new Roaring64Bitmap();
    private final Roaring64Bitmap bounced = new Roaring64Bitmap();
    private final Roaring64Bitmap astray = new Roaring64Bitmap();
    private final Times times = new Times();
    private final Map<Long, Long> early = new HashMap<>(); // when what was not known to be sent arrived

    private long originNanos;
    private long originEpochNanos;
    private long inServer;
    private long inServerMax;
    private long unconfirmedOut;
    private long highestArrived = -1;
    private boolean anyArrived;
    private long lastArrivedNanos; // on the loops' ticker
    private boolean closes;
    private boolean waited;
    private long closedNanos; // on the loops' ticker
    private long slowestNanos; // from due to arrival

    private TallyBuilder toWarmup = new TallyBuilder();
    private TallyBuilder toMeasured = new TallyBuilder();

    /** @param lastLook finds what has arrived and was not seen by now */
    DeliveryBooks(Awaited awaited, Duration wait, Runnable lastLook) {
        this.lastLook = lastLook;
        this.awaited = awaited;
        this.width = awaited.width();
        this.waitNanos = wait.toNanos();
    }

    @Override
    public void begins(long nanos, Instant origin) {
        originNanos = nanos;
        originEpochNanos = TimeUnit.SECONDS.toNanos(origin.getEpochSecond()) + origin.getNano();
        awaited.begins(originNanos, originEpochNanos);
    }

    @Override
    public void sent(SentLog sent, TallyBuilder warmup, TallyBuilder measured) {
        countInto(warmup, measured);
        sent.forEach(this::sent);
    }

    /** Counts into these from now on. */
    void countInto(TallyBuilder warmup, TallyBuilder measured) {
        toWarmup = warmup;
        toMeasured = measured;
    }

    void sent(SentLog.Sent sent) {
        long key = sent.sequence() * width + sent.recipient();
        if (sent.stage() == Stage.WARMUP) {
            ofWarmup.addLong(key);
        }
        if (sent.confirmed()) {
            accepted.addLong(key);
            into(key).delivery(Count.EXPECTED, 1);
            inServer++;
            times.put(key, sent.endNanos(), sent.dueEpochMicros());
            ended(key, null, end(key));
        } else {
            unconfirmed.addLong(key);
            into(key).delivery(Count.UNCONFIRMED, 1);
            unconfirmedOut++;
        }
        Long before = early.remove(key);
        if (before != null) {
            arrivedFirst(key, before);
        }
    }

    @Override
    public void arrived(TallyBuilder warmup, TallyBuilder measured) {
        countInto(warmup, measured);
        awaited.log().drain(this::arrived);
        if (inServer > inServerMax) {
            toMeasured.delivery(Count.IN_SERVER_MAX, inServer - inServerMax);
            inServerMax = inServer;
        }
        if (closes) {
            closes = false;
            close();
        }
    }

    private void arrived(
            ArrivalLog.Kind kind, long sequence, int recipient, long dueMicros, long nanos, String remark) {
        if (kind == ArrivalLog.Kind.FOREIGN || kind == ArrivalLog.Kind.UNREAD) {
            Count count = kind == ArrivalLog.Kind.FOREIGN ? Count.FOREIGN : Count.UNREAD;
            toMeasured.delivery(count, 1);
            remark(toMeasured, count, remark);
            return;
        }
        lastArrivedNanos = anyArrived ? Math.max(lastArrivedNanos, nanos) : nanos;
        anyArrived = true;
        boolean open = recipient == ArrivalLog.ANY_RECIPIENT;
        long key = sequence * width + (open ? firstMissing(sequence) : recipient);
        Count before = end(key);
        switch (kind) {
            case STRAY -> {
                into(key).delivery(Count.STRAY, 1);
                remark(into(key), Count.STRAY, remark);
                astray.addLong(key);
            }
            case BOUNCE -> {
                bounced.addLong(key);
                remark(into(key), Count.BOUNCED, remark);
            }
            case ALTERED -> {
                altered.addLong(key);
                remark(into(key), Count.ALTERED, remark);
                come(key, sequence, nanos);
            }
            case WHOLE -> {
                if (dueMicros != ArrivalLog.NO_DUE && times.find(key) && times.dueMicros() != dueMicros) {
                    altered.addLong(key);
                    remark(
                            into(key),
                            Count.ALTERED,
                            "message " + sequence + ", X-Mailrace: another time when it was due");
                }
                come(key, sequence, nanos);
            }
            case FOREIGN, UNREAD -> {}
        }
        ended(key, before, end(key));
    }

    private static void remark(TallyBuilder tally, Count count, String remark) {
        if (!remark.isEmpty()) {
            tally.deliveryRemark(count, remark, 1);
        }
    }

    /** Of a message's recipients the first without it, such as were accepted before others; the first where each has it. */
    private int firstMissing(long sequence) {
        int recipients = awaited.recipients(sequence);
        int first = -1;
        for (int i = 0; i < recipients; i++) {
            long key = sequence * width + i;
            if (!arrived.contains(key) && !bounced.contains(key) && !astray.contains(key)) {
                if (accepted.contains(key) || unconfirmed.contains(key)) {
                    return i;
                }
                first = first < 0 ? i : first;
            }
        }
        return Math.max(0, first);
    }

    private void come(long key, long sequence, long nanos) {
        if (sequence < highestArrived) {
            into(key).delivery(Count.OUT_OF_ORDER, 1);
        }
        highestArrived = Math.max(highestArrived, sequence);
        if (arrived.contains(key)) {
            again.addLong(key);
            into(key).delivery(Count.COPIES, 1);
            return;
        }
        arrived.addLong(key);
        if (accepted.contains(key) || unconfirmed.contains(key)) {
            arrivedFirst(key, nanos);
        } else if (early.size() < EARLY_MAX) {
            early.put(key, nanos); // A server may be faster than its own reply.
        }
    }

    /** It was sent, and has arrived. */
    private void arrivedFirst(long key, long nanos) {
        TallyBuilder tally = into(key);
        if (!accepted.contains(key)) {
            tally.delivery(Count.UNCONFIRMED_ARRIVED, 1);
            unconfirmedOut--;
        } else if (times.take(key)) {
            tally.time(Timing.SERVICE, Phase.DELIVERY, Math.max(0, nanos - times.acceptedNanos()));
            long wholeNanos = Math.max(0, sinceDue(nanos));
            slowestNanos = Math.max(slowestNanos, wholeNanos);
            tally.time(Timing.RESPONSE, Phase.END_TO_END, wholeNanos);
        } else {
            tally.delivery(Count.UNTIMED, 1);
        }
    }

    private long sinceDue(long nanos) {
        return originEpochNanos + nanos - originNanos - TimeUnit.MICROSECONDS.toNanos(times.dueMicros());
    }

    /** How an expected delivery has ended by now; null: not, or it is none. */
    private @Nullable Count end(long key) {
        if (!accepted.contains(key)) {
            return null;
        }
        if (arrived.contains(key)) {
            return altered.contains(key) ? Count.ALTERED : again.contains(key) ? Count.DUPLICATE : Count.DELIVERED;
        }
        return bounced.contains(key) ? Count.BOUNCED : astray.contains(key) ? Count.MISDIRECTED : null;
    }

    private void ended(long key, @Nullable Count before, @Nullable Count now) {
        if (before == now) {
            return;
        }
        if (before != null) {
            into(key).delivery(before, -1);
            inServer++;
        }
        if (now != null) {
            into(key).delivery(now, 1);
            inServer--;
        }
    }

    private TallyBuilder into(long key) {
        return ofWarmup.contains(key) ? toWarmup : toMeasured;
    }

    @Override
    public boolean isSettled(long nowNanos) {
        boolean isQuiet = !anyArrived || nowNanos - lastArrivedNanos >= QUIET_NANOS;
        return isQuiet && inServer == 0 && unconfirmedOut == 0;
    }

    @Override
    public long waitNanos() {
        return waitNanos;
    }

    @Override
    public void closes(boolean whole, long nowNanos) {
        closedNanos = nowNanos;
        lastLook.run();
        closes = true;
        waited = whole;
    }

    private void close() {
        toMeasured.delivery(Count.UNACCEPTED_ARRIVED, early.size());
        Roaring64Bitmap missing = accepted.clone();
        missing.andNot(arrived);
        missing.andNot(bounced);
        missing.andNot(astray);
        Count count = waited ? Count.LOST : Count.PENDING;
        missing.forEach(key -> {
            into(key).delivery(count, 1);
            inServer--;
            // What is missing must not look good: it took at least so long. Lower bounds stand behind all other times.
            if (times.find(key) && sinceDue(closedNanos) >= slowestNanos) {
                long age = sinceDue(closedNanos);
                into(key).time(Timing.RESPONSE, Phase.END_TO_END, age);
                into(key).time(Timing.UNANSWERED, Phase.END_TO_END, age);
            }
        });
    }
}
