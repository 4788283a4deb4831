package dev.mailrace.sink;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A sink's faults by phase. Any thread may use it. */
final class Faults {
    private static final long UNSET = Long.MIN_VALUE;

    private final Map<SinkPhase, List<Fault>> byPhase = new EnumMap<>(SinkPhase.class);
    private final long seed;
    private final SinkShare share;
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong startNanos = new AtomicLong(UNSET);
    private final @Nullable Greylist greylist; // null: none

    private Faults(FaultPlan plan, SinkShare share) {
        seed = plan.seed();
        this.share = share;
        for (SinkPhase phase : SinkPhase.values()) {
            List<Fault> here = new ArrayList<>();
            plan.faults().stream()
                    .filter(fault -> fault.phases().contains(phase))
                    .forEach(here::add);
            byPhase.put(phase, List.copyOf(here));
        }
        greylist = plan.faults().stream().anyMatch(fault -> fault.kind() == FaultKind.GREYLIST) ? new Greylist() : null;
    }

    /** Of the plan; null where neither faults nor books are asked for, and everything goes its usual way. */
    static @Nullable Faults of(SinkSettings settings) {
        SinkBehaviour behaviour = settings.behaviour();
        boolean none = behaviour.faults().isNone() && !behaviour.has(SinkTrait.ACCOUNTING);
        return none ? null : new Faults(behaviour.faults(), settings.listening().share());
    }

    /** Those that may strike there, in their order. */
    List<Fault> at(SinkPhase phase) {
        return byPhase.getOrDefault(phase, List.of());
    }

    @Nullable
    Greylist greylist() {
        return greylist;
    }

    /**
     * The chances of the next session: the same for the same seed and number, whatever other sessions draw. Of sinks that
     * share their connections, each has numbers of its own.
     */
    SplittableRandom nextSession() {
        long number = sessions.getAndIncrement() * share.count() + share.number();
        return new SplittableRandom(new SplittableRandom(seed ^ (number * 0x9e3779b97f4a7c15L)).nextLong());
    }

    /** The sink starts now, on the clock of all loops; at the latest with its first connection. */
    void startsBy(long nanos) {
        startNanos.compareAndSet(UNSET, nanos);
    }

    long sinceStart(long nanos) {
        return nanos - startNanos.get();
    }
}
