package dev.mailrace.sink;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a sink, who take what comes in the order in which it comes.
 *
 * <p>Any thread may use it; one holds it for {@code O(log workers)}, which is well below a microsecond.
 *
 * <p>Work is not done, only accounted: each worker is a time from which he is free. Work starts when it arrives or when
 * the first of them is free, whichever is later, and frees him at its end. So the schedule is that of an ideal server: a
 * timer that fires late makes a reply late, and nothing that comes behind it. Work once begun is done, whether or not
 * the client is still there.
 */
final class ServiceDesk {
    /** What is worked on. */
    enum Errand {
        MESSAGE,
        LOGIN
    }

    private static final int PLACES_AT_FIRST = 16;

    private final SinkService service;
    private final long messageNanos;
    private final long loginNanos;
    private final SplittableRandom random;

    private long[] freeNanos = new long[PLACES_AT_FIRST]; // a heap, the earliest first, of those who have ever worked
    private int worked;

    /**
     * Workers who have nothing to do yet.
     *
     * @param seed of exponential times
     */
    ServiceDesk(SinkService service, long seed) {
        this.service = service;
        messageNanos = service.messageTime().toNanos();
        loginNanos = service.loginTime().toNanos();
        random = new SplittableRandom(seed);
    }

    /** The desk of a sink; null when everything is answered at once. */
    static @Nullable ServiceDesk of(SinkService service) {
        return service.takesTime() ? new ServiceDesk(service, 1) : null;
    }

    /** Whether it takes a worker. */
    boolean takesTime(Errand errand) {
        return meanNanos(errand) > 0;
    }

    private long meanNanos(Errand errand) {
        return switch (errand) {
            case MESSAGE -> messageNanos;
            case LOGIN -> loginNanos;
        };
    }

    /**
     * Has the next worker take it, and returns when he will have done it.
     *
     * @param arrivedNanos on the clock of all loops; may lie in the past
     */
    synchronized long finishNanos(Errand errand, long arrivedNanos) {
        long takesNanos = timeNanos(errand);
        if (service.workers() == SinkService.UNLIMITED) {
            return arrivedNanos + takesNanos;
        }
        boolean busy = worked > 0 && freeNanos[0] - arrivedNanos > 0; // Times of this clock may overflow.
        if (worked == 0 || (busy && worked < service.workers())) {
            addWorker(arrivedNanos + takesNanos);
            return arrivedNanos + takesNanos;
        }
        long finishNanos = (busy ? freeNanos[0] : arrivedNanos) + takesNanos;
        occupyFirst(finishNanos);
        return finishNanos;
    }

    private long timeNanos(Errand errand) {
        long meanNanos = meanNanos(errand);
        return switch (service.spread()) {
            case FIXED -> meanNanos;
            case EXPONENTIAL -> Math.round(meanNanos * random.nextExponential());
        };
    }

    /** One who has not worked yet is free again from {@code nanos} on: it goes up the heap to its place. */
    private void addWorker(long nanos) {
        if (worked == freeNanos.length) {
            freeNanos = Arrays.copyOf(freeNanos, worked * 2);
        }
        int place = worked++;
        int above = (place - 1) / 2;
        while (place > 0 && nanos - freeNanos[above] < 0) {
            freeNanos[place] = freeNanos[above];
            place = above;
            above = (place - 1) / 2;
        }
        freeNanos[place] = nanos;
    }

    /** The first who is free is so from {@code nanos} on only, which is later: it goes down the heap to its place. */
    private void occupyFirst(long nanos) {
        int place = 0;
        int below = 1;
        while (below < worked) {
            if (below + 1 < worked && freeNanos[below + 1] - freeNanos[below] < 0) {
                below++;
            }
            if (nanos - freeNanos[below] <= 0) {
                break;
            }
            freeNanos[place] = freeNanos[below];
            place = below;
            below = 2 * place + 1;
        }
        freeNanos[place] = nanos;
    }
}
