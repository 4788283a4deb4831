package dev.mailrace.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a client's messages ended, warm-up included. More than seven parts: all the ways to end, and the account of them.
 *
 * @param balanced by the client's own account
 */
record Books(
        long arrivals,
        long accepted,
        long rejected,
        long failed,
        long unconfirmed,
        long dropped,
        long cutOff,
        boolean balanced,
        String generator) {
    private static final List<String> STAGES = List.of("totals", "warmup_totals");

    static Books of(Path folder) throws IOException {
        JsonNode run = new ObjectMapper().readTree(folder.resolve("run.json").toFile());
        return new Books(
                sum(run, "arrivals"),
                sum(run, "accepted"),
                sum(run, "rejected"),
                sum(run, "failed"),
                sum(run, "unconfirmed"),
                sum(run, "dropped"),
                sum(run, "cut_off"),
                run.path("books_balanced").asBoolean(),
                run.path("self").path("verdict").asText());
    }

    private static long sum(JsonNode run, String field) {
        return STAGES.stream()
                .mapToLong(stage -> run.path(stage).path(field).asLong())
                .sum();
    }

    boolean balance() {
        return balanced && arrivals > 0 && arrivals == accepted + rejected + failed + unconfirmed + dropped + cutOff;
    }
}
