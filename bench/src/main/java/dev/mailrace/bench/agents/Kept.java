package dev.mailrace.bench.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * What a process has kept of a run. More than seven parts: a column each.
 *
 * @param number the agent's, from 1; 0: it is the run
 * @param isWhole whether its run.json tells of an end: else the process was killed
 * @param accepted as run.json has it, where there is one, else by the intervals
 * @param inDoubt unconfirmed or cut off
 * @param logged accepted by the intervals
 * @param reasons why the generator is not valid
 * @param uncertainMicros of the clocks, the largest; 0: it says nothing of them
 */
record Kept(
        int number,
        boolean isWhole,
        boolean isBalanced,
        long accepted,
        long inDoubt,
        long logged,
        List<String> reasons,
        double uncertainMicros) {
    private static final String TRANSACTION = "transaction";

    /** The only one below that folder of an agent: {@code <run id>/<number>}. */
    static Kept below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, 2)) {
            Path found = all.filter(path -> folder.relativize(path).getNameCount() == 2)
                    .findFirst()
                    .orElseThrow(() -> new IOException(folder + ": nothing was kept"));
            return of(found, Integer.parseInt(found.getFileName().toString()));
        }
    }

    static Kept of(Path folder, int number) throws IOException {
        long logged = logged(folder.resolve("intervals.hlog"));
        Path document = folder.resolve("run.json");
        if (!Files.exists(document)) {
            return new Kept(number, false, false, logged, 0, logged, List.of(), 0);
        }
        JsonNode run = new ObjectMapper().readTree(document.toFile());
        if (run.path("ending").asText().equals("running")) {
            return new Kept(number, false, false, logged, 0, logged, List.of(), 0);
        }
        JsonNode totals = run.path("totals");
        List<String> reasons = new ArrayList<>();
        run.path("self").path("reasons").forEach(reason -> reasons.add(reason.asText()));
        double uncertain = 0;
        for (JsonNode agent : run.path("environment").path("agents")) {
            uncertain = Math.max(uncertain, agent.path("clock_uncertainty_us").asDouble());
        }
        return new Kept(
                number,
                true,
                run.path("books_balanced").asBoolean(),
                totals.path("accepted").asLong(),
                totals.path("unconfirmed").asLong() + totals.path("cut_off").asLong(),
                logged,
                reasons,
                uncertain);
    }

    private static long logged(Path file) throws IOException {
        long sum = 0;
        if (Files.exists(file)) {
            try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
                for (EncodableHistogram each = reader.nextIntervalHistogram();
                        each != null;
                        each = reader.nextIntervalHistogram()) {
                    sum += TRANSACTION.equals(each.getTag()) ? ((Histogram) each).getTotalCount() : 0;
                }
            }
        }
        return sum;
    }

    boolean saysLost() {
        return reasons.stream().anyMatch(reason -> reason.contains("was lost") || reason.contains("lost on the way"));
    }
}
