package dev.mailrace.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * What the shards of a run have in common: the numbers of a closed loop's arrivals, the backlog of an open one, the shares
 * of session classes, and which shards have idle connections.
 *
 * <p>Thread-safe. A shard says which classes it has idle sessions of, and looks into the backlog after that; a shard with
 * an arrival it cannot serve puts it into the backlog, and looks for an idle session after that. So one of the two sees
 * the other.
 */
final class Crew {
    /** In {@link #spare}: a closed connection, that may be opened for any class. */
    static final long CLOSED = Long.MIN_VALUE;

    private final List<Shard> shards = new CopyOnWriteArrayList<>();
    private final ShardRange range;
    private final int size; // shards here
    private final Backlog backlog;
    private final SessionShares shares;
    private final AtomicLong numbers = new AtomicLong();
    private final long numbersEnd;
    private final AtomicInteger pacing; // shards of an open loop that still wait for arrivals to become due
    private final AtomicLongArray spare; // by shard: a bit a class
    private final AtomicLongArray called; // by shard: whether it was told to serve and has not begun to
    private final AtomicBoolean ended = new AtomicBoolean();

    /** @param range which shards of the run there will be */
    Crew(ShardRange range, Backlog backlog, SessionShares shares, long numbersEnd) {
        this.range = range;
        this.size = range.count();
        this.backlog = backlog;
        this.shares = shares;
        this.numbersEnd = numbersEnd;
        this.pacing = new AtomicInteger(size);
        this.spare = new AtomicLongArray(size);
        this.called = new AtomicLongArray(size);
    }

    void joins(Shard shard) {
        shards.add(shard);
    }

    /** Shards here and elsewhere. */
    ShardRange range() {
        return range;
    }

    Backlog backlog() {
        return backlog;
    }

    SessionShares shares() {
        return shares;
    }

    // The numbers of a closed loop.

    /** The number of the next arrival; -1 when there are no more. */
    long claimNumber() {
        long number = hasNumbers() ? range.number(numbers.getAndIncrement()) : numbersEnd;
        return number < numbersEnd ? number : -1;
    }

    boolean hasNumbers() {
        return range.number(numbers.get()) < numbersEnd;
    }

    // The open loop.

    /** A shard has no more arrivals to wait for. */
    void pacingEnded() {
        pacing.decrementAndGet();
    }

    /** Whether no arrival of an open loop is due and none will be. */
    boolean isIdle() {
        return pacing.get() <= 0 && backlog.isEmpty();
    }

    /** Whether a shard has others beside it here. */
    boolean hasSeveral() {
        return size > 1;
    }

    /** What a shard has to spare: a bit a class that it has an idle session of, and {@link #CLOSED}. */
    void spares(int shard, long bits) {
        if (hasSeveral()) {
            spare.set(shard, bits);
        }
    }

    /** Has another shard serve an arrival of that class, which waits in the backlog. */
    void call(int caller, int kind) {
        long wanted = 1L << kind | CLOSED;
        for (int i = 1; i < size; i++) {
            int other = (caller + i) % size;
            if ((spare.get(other) & wanted) != 0 && called.compareAndSet(other, 0, 1)) {
                Shard shard = shards.get(other);
                shard.onLoop(() -> {
                    called.set(other, 0);
                    shard.source().serve();
                });
                return;
            }
        }
    }

    // Ends.

    /** Nothing more is due: sessions that are free may leave, in every shard. Told once. */
    void tellFinished() {
        if (ended.compareAndSet(false, true)) {
            tellAll(Shard::retireFree);
        }
    }

    private void tellAll(Consumer<Shard> what) {
        shards.forEach(shard -> shard.onLoop(() -> what.accept(shard)));
    }
}
