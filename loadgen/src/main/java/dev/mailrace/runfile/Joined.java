package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SeenElsewhere;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.StageDeliveries;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.session.Phase;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What others saw of a run, as it is told again with that. Owned by the thread that tells it. */
final class Joined {
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final @Nullable SeenElsewhere seen;
    private boolean isBehind; // the run's own intervals are over
    private boolean goesOn = true;
    private final StageDeliveries stageDeliveries = new StageDeliveries();

    /** @param seen null: nobody saw anything */
    Joined(@Nullable SeenElsewhere seen) {
        this.seen = seen;
    }

    boolean isAny() {
        return seen != null;
    }

    RunInfo described(RunInfo info) {
        return seen == null ? info : info.withPlanned(seen.planned());
    }

    /** Adds to an interval, which a line of the log or of {@link #next} describes. */
    void add(JsonNode line, TallyBuilder warmup, TallyBuilder measured) throws IOException {
        if (seen == null) {
            return;
        }
        long endNanos = line.path("end_ns").asLong();
        if (isBehind) {
            goesOn = seen.after(endNanos, warmup, measured);
        } else {
            seen.interval(endNanos, warmup, measured);
        }
        stageDeliveries.add(IntervalLine.stage(PastRun.INTERVALS_FILE, line), warmup.build(), measured.build());
    }

    /**
     * The next interval behind the run's own; null: there is none.
     *
     * @param endNanos of the one before
     */
    @Nullable
    JsonNode next(long number, long endNanos) {
        isBehind = true;
        return seen == null || !goesOn
                ? null
                : RunDocument.bare()
                        .put("number", number)
                        .put("start_ns", endNanos)
                        .put("end_ns", endNanos + STEP_NANOS)
                        .put("stage", Stage.DRAIN.label());
    }

    /** A run's document with what was seen; the rest of it as it was written. */
    ObjectNode in(ObjectNode document, RunResult result) {
        if (seen == null) {
            return document;
        }
        ObjectNode all = document.deepCopy();
        ObjectNode told = RunDocument.of(result);
        for (String name : List.of("scenario", "books_balanced", "deliveries", "warmup_deliveries")) {
            all.set(name, told.get(name));
        }
        for (Phase phase : List.of(Phase.DELIVERY, Phase.END_TO_END)) {
            JsonNode times = told.path("phases").path(phase.label());
            if (times.isObject() && all.path("phases") instanceof ObjectNode phases) {
                phases.set(phase.label(), times);
            }
        }
        return all;
    }
}
