package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.scenario.Retry;
import dev.mailrace.session.Outcome;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Arrivals with a temporary rejection: they wait for their time, then for a session of their class. Owned by the shard's loop.
 *
 * <p>All wait equally long, so those that wait are in the order in which they are due.
 */
final class Retries {
    private final EventLoop loop;
    private final Retry retry;
    private final Recorder recorder;
    private final Consumer<Arrival> due;
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final ArrayDeque<Arrival> ready = new ArrayDeque<>();
    private boolean armed;
    private boolean cut;

    /** @param due is called with each whose time has come; it may {@link #take} it */
    Retries(EventLoop loop, Retry retry, Recorder recorder, Consumer<Arrival> due) {
        this.loop = loop;
        this.retry = retry;
        this.recorder = recorder;
        this.due = due;
    }

    /** Keeps an arrival for another try; false: it has ended. */
    boolean keep(Arrival arrival, Outcome outcome, long now) {
        if (cut || !retry.wants(outcome, arrival.tries())) {
            return false;
        }
        recorder.retried(arrival.stage());
        arrival.retryAt(now + retry.after().toNanos(), outcome);
        waiting.add(arrival);
        arm(now);
        return true;
    }

    private void arm(long now) {
        Arrival next = waiting.peek();
        if (!armed && next != null) {
            armed = true;
            loop.schedule(this::timeCame, Math.max(0, next.retryNanos() - now), TimeUnit.NANOSECONDS);
        }
    }

    private void timeCame() {
        armed = false;
        long now = loop.ticker().nanoTime();
        for (Arrival next = waiting.peek(); next != null && next.retryNanos() <= now; next = waiting.peek()) {
            waiting.remove();
            ready.add(next);
            due.accept(next);
        }
        arm(now);
    }

    /**
     * The oldest whose time has come, for a session of {@code route}; null when there is none.
     *
     * @param route null: of any
     */
    @Nullable
    Arrival next(@Nullable Route route) {
        if (ready.isEmpty()) {
            return null;
        }
        for (Iterator<Arrival> each = ready.iterator(); each.hasNext(); ) {
            Arrival arrival = each.next();
            if (route == null || arrival.route() == route) {
                each.remove();
                return arrival;
            }
        }
        return null;
    }

    /** Takes one that is due. */
    void take(Arrival arrival) {
        ready.remove(arrival);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && ready.isEmpty();
    }

    /** None is tried again; each ends with what the server said of it last. */
    void cutOff(long now) {
        cut = true;
        waiting.forEach(arrival -> arrival.end(arrival.refusal(), now));
        ready.forEach(arrival -> arrival.end(arrival.refusal(), now));
        waiting.clear();
        ready.clear();
    }
}
