package dev.mailrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.delivery.AcceptedLog;
import dev.mailrace.delivery.DeliveryJoin;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.RunReader;
import dev.mailrace.scenario.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Deliveries that were seen elsewhere, to be joined with a run. */
final class JoinOptions {
    private static final String NAME = "deliveries";
    private static final Duration WAIT = Duration.ofSeconds(60);

    @Option(
            names = "--deliveries",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Joins what 'mailrace receive' wrote with a run that was made with --keep-accepted.")
    List<Path> files = new ArrayList<>();

    @Option(
            names = "--deliveries-wait",
            paramLabel = "TIME",
            description =
                    "How long after the load a message that is missing is pending, and lost from then on (default: 60s).")
    @Nullable
    String wait;

    @Option(
            names = "--clock-offset",
            paramLabel = "TIME",
            description =
                    "By how much the receivers' clock was ahead of the run's, such as 3ms, or -3ms; for receivers on "
                            + "other machines (default: not known, taken as 0).")
    @Nullable
    String offset;

    /** Whether anything is to be joined. */
    boolean areGiven() {
        if (files.isEmpty()) {
            refuseAlone("deliveries-wait", wait);
            refuseAlone("clock-offset", offset);
        }
        return !files.isEmpty();
    }

    private static void refuseAlone(String name, @Nullable String value) {
        if (value != null) {
            throw new Refusal(name, value, "with --deliveries");
        }
    }

    /**
     * Reads them.
     *
     * @param run a run's folder, or its run.json
     * @throws Refusal where they do not belong to it
     */
    DeliveryJoin of(Path run) throws IOException {
        JsonNode document = RunReader.document(run);
        if (document.path("scenario").has(RunResult.DELIVERIES)) {
            throw new Refusal(NAME, run + " followed its deliveries itself", "a run without --deliveries");
        }
        Path kept = (Files.isDirectory(run) ? run.resolve(PastRun.RUN_FILE) : run).resolveSibling(AcceptedLog.FILE);
        if (!Files.exists(kept)) {
            throw new Refusal(NAME, run + " holds no " + AcceptedLog.FILE, "a run that was made with --keep-accepted");
        }
        return DeliveryJoin.of(
                new DeliveryJoin.Asked(
                        kept, files, wait == null ? WAIT : Units.duration("deliveries-wait", wait), offsetNanos()),
                document.path("run_id").asText());
    }

    private @Nullable Long offsetNanos() {
        if (offset == null) {
            return null;
        }
        boolean isBehind = offset.startsWith("-");
        long nanos = Units.duration("clock-offset", isBehind ? offset.substring(1) : offset)
                .toNanos();
        return isBehind ? -nanos : nanos;
    }
}
