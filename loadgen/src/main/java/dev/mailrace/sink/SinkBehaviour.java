package dev.mailrace.sink;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a sink departs from a plain SMTP server on a port. Immutable.
 *
 * @param traits what it does otherwise
 * @param unix a Unix domain socket where it listens, too; null: none
 * @param spool a folder that keeps each accepted message; null: nothing is kept
 * @param faults what it does wrong
 * @param receiver is given what is accepted; null: nobody is
 */
public record SinkBehaviour(
        Set<SinkTrait> traits,
        @Nullable Path unix,
        @Nullable Path spool,
        FaultPlan faults,
        @Nullable Receiver receiver) {
    public static final SinkBehaviour PLAIN = new SinkBehaviour(Set.of(), null, null, FaultPlan.NONE, null);

    /** Without faults. */
    public static SinkBehaviour of(Set<SinkTrait> traits, @Nullable Path unix, @Nullable Path spool) {
        return new SinkBehaviour(traits, unix, spool, FaultPlan.NONE, null);
    }

    public SinkBehaviour {
        traits = Set.copyOf(traits);
    }

    /** With further traits. */
    public SinkBehaviour with(SinkTrait... further) {
        Set<SinkTrait> all = EnumSet.noneOf(SinkTrait.class);
        all.addAll(traits);
        all.addAll(Arrays.asList(further));
        return new SinkBehaviour(all, unix, spool, faults, receiver);
    }

    public SinkBehaviour withUnix(Path unix) {
        return new SinkBehaviour(traits, unix, spool, faults, receiver);
    }

    public SinkBehaviour withSpool(Path spool) {
        return new SinkBehaviour(traits, unix, spool, faults, receiver);
    }

    public SinkBehaviour withFaults(FaultPlan faults) {
        return new SinkBehaviour(traits, unix, spool, faults, receiver);
    }

    public SinkBehaviour withReceiver(Receiver receiver) {
        return new SinkBehaviour(traits, unix, spool, faults, receiver);
    }

    boolean has(SinkTrait trait) {
        return traits.contains(trait);
    }
}
