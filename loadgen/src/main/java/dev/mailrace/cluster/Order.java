package dev.mailrace.cluster;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent's part of a run. More than seven parts: they are one message, a key each.
 *
 * @param runId stands in every message
 * @param scenario in YAML, as a file would have it
 * @param files that it names: their digests, by the names that it has for them; none where the agent reads the coordinator's own
 * @param options the command, and what goes before the scenario, as they would be typed
 * @param sink where the coordinator's own sink listens, {@code address:port}; null: the scenario names targets
 * @param shards which of the run's shards it has
 * @param plan what must come of all that: names and plain values
 * @param checks whether one session of each class is had first: before the first run of several
 */
public record Order(
        String runId,
        String scenario,
        Map<String, String> files,
        List<String> options,
        @Nullable String sink,
        Shards shards,
        Map<String, String> plan,
        boolean checks) {
    /** As {@link dev.mailrace.engine.ShardRange} has them. */
    public record Shards(int first, int count, int all) {
        /** How many have a part as large as this. */
        public int sharers() {
            return Math.max(1, all / count);
        }
    }
}
