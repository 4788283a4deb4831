package dev.mailrace.delivery;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A run that is waited for: what it sends, and where to write what arrives of it. Any thread may use it. */
final class Following implements Awaited {
    private final DeliveryPlan plan;
    private final ArrivalLog log;
    private volatile @Nullable Beginning beginning; // null: not yet, and nothing is of this run

    private record Beginning(long nanos, long epochNanos) {}

    Following(DeliveryPlan plan, ArrivalLog log) {
        this.plan = plan;
        this.log = log;
    }

    DeliveryPlan plan() {
        return plan;
    }

    @Override
    public int width() {
        return plan.width();
    }

    @Override
    public int recipients(long sequence) {
        return plan.recipients(sequence);
    }

    @Override
    public ArrivalLog log() {
        return log;
    }

    @Override
    public void begins(long nanos, long epochNanos) {
        beginning = new Beginning(nanos, epochNanos);
    }

    /** On the loops' ticker, a time by the wall clock. */
    long nanos(long epochNanos) {
        Beginning begun = beginning;
        return begun == null ? 0 : begun.nanos + epochNanos - begun.epochNanos;
    }

    /**
     * Whether a message is of this run, and not of an earlier one with the same plan.
     *
     * @param header of the message, the whole of it at least; borrowed
     * @param recogniser of the plan, which knows the message then
     */
    boolean recognises(ByteBuf header, Recogniser recogniser) {
        return recogniser.recognises(header) && (!recogniser.isPlain() || isDueIn(recogniser));
    }

    /** As {@link #recognises}, by a plain mark and nothing else: between {@code start} and {@code end}, a beginning of the message. */
    boolean recognisesPlainly(ByteBuf in, int start, int end, Recogniser recogniser) {
        return recogniser.recognisesPlainly(in, start, end) && isDueIn(recogniser);
    }

    private boolean isDueIn(Recogniser recogniser) {
        Beginning begun = beginning;
        return begun != null && recogniser.dueMicros() >= TimeUnit.NANOSECONDS.toMicros(begun.epochNanos);
    }
}
