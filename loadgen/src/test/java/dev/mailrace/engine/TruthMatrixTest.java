package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Our client against the sink as a bad server, in every way: what run.json says is what the ledger says, exactly. A sample of
 * the matrix; {@code scripts/truth} runs the whole of it, or the cells whose names match.
 */
class TruthMatrixTest {
    /** Waiting, most of the time: beside other tests a few, else many. */
    private static final int CELLS_OF_SAMPLE = 16;

    private static final int CELLS_AT_A_TIME = 24;

    private static final long SEEDS = 3;
    private static final int SAMPLE = 64;
    private static final int TOLD_EACH = 500;

    /** A cell, how long it took, and what does not agree. */
    private record Judged(TruthCell cell, long faults, List<String> differences) {
        @Override
        public String toString() {
            return "scripts/truth '" + cell + "': " + String.join("; ", differences);
        }
    }

    @Test
    @Timeout(7_200)
    void theClientsBooksAreTheSinksLedger() throws InterruptedException, ExecutionException, IOException {
        String wanted = System.getProperty("truth");
        List<Transport> transports = TestRun.transports().toList();
        List<TruthCell> cells = TruthCell.all(transports, SEEDS);
        List<TruthCell> chosen = wanted == null
                ? sample(cells)
                : cells.stream()
                        .filter(cell -> wanted.equals("all") || cell.toString().matches(wanted))
                        .toList();
        assertThat(chosen).as("cells called " + wanted).isNotEmpty();
        List<Judged> judged = judge(chosen);
        String table = System.getProperty("truth.table");
        if (table != null) {
            Files.writeString(Path.of(table), table(judged));
        }
        assertThat(judged.stream()
                        .filter(each -> !each.differences.isEmpty())
                        .map(Judged::toString)
                        .collect(Collectors.joining("\n")))
                .as("cells of " + judged.size() + " that do not agree; each line begins with what repeats it")
                .isEmpty();
        assertThat(judged.stream().mapToLong(Judged::faults).sum()).isGreaterThan(2L * judged.size());
    }

    /** Some of all, the same ones each time: the first of a shuffled deck that are of different faults and phases. */
    private static List<TruthCell> sample(List<TruthCell> cells) {
        List<TruthCell> deck = new ArrayList<>(cells);
        Collections.shuffle(deck, new Random(16));
        Set<String> seen = new HashSet<>();
        return deck.stream()
                .filter(cell -> seen.add(cell.fault().name() + cell.phase()))
                .limit(SAMPLE)
                .toList();
    }

    private static List<Judged> judge(List<TruthCell> cells) throws InterruptedException, ExecutionException {
        ExecutorService threads =
                Executors.newFixedThreadPool(cells.size() <= SAMPLE ? CELLS_OF_SAMPLE : CELLS_AT_A_TIME);
        try {
            List<Future<Judged>> running = new ArrayList<>();
            for (TruthCell cell : cells) {
                running.add(threads.submit(() -> judge(cell)));
            }
            List<Judged> judged = new ArrayList<>();
            for (Future<Judged> each : running) {
                Judged latest = each.get();
                if (!latest.differences.isEmpty()) {
                    System.err.println("truth: " + latest);
                }
                judged.add(latest);
                tell(judged, running.size());
            }
            return judged;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Who runs all of it waits for minutes. */
    private static void tell(List<Judged> judged, int all) {
        if (judged.size() % TOLD_EACH == 0) {
            long wrong =
                    judged.stream().filter(each -> !each.differences.isEmpty()).count();
            System.err.println("truth: " + judged.size() + " of " + all + " cells, " + wrong + " not exact");
        }
    }

    private static Judged judge(TruthCell cell) throws InterruptedException {
        TruthRun.Books books = new TruthRun(cell).run();
        long faults = 0;
        for (var each : books.ledger().get("faults")) {
            faults += each.get("count").asLong();
        }
        return new Judged(cell, faults, TruthBooks.differences(cell, books));
    }

    /** Cells and faults by kind and phase. */
    private static String table(List<Judged> judged) {
        Map<String, long[]> rows = new TreeMap<>();
        for (Judged each : judged) {
            long[] row = rows.computeIfAbsent(
                    each.cell.fault().name() + " | " + each.cell.phase().label(), fresh -> new long[3]);
            row[0]++;
            row[1] += each.faults;
            row[2] += each.differences.isEmpty() ? 0 : 1;
        }
        StringBuilder table =
                new StringBuilder("| fault | phase | cells | faults done | not exact |\n|---|---|---|---|---|\n");
        rows.forEach(
                (name, row) -> table.append("| " + name + " | " + row[0] + " | " + row[1] + " | " + row[2] + " |\n"));
        return table.toString();
    }
}
