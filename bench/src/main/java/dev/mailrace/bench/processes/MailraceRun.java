package dev.mailrace.bench.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * A run.json, as far as it matters here. More than seven parts, for each is a field there.
 *
 * @param accepted messages of the measured stage
 * @param cpuSeconds of the whole process in the measured stage, compiler and collector included
 * @param acceptedInAll with those of the warm-up
 * @param inDoubt messages that the server may hold although no reply said so
 * @param verdict what the generator thinks of itself
 */
public record MailraceRun(
        long accepted,
        double cpuSeconds,
        double acceptedPerSecond,
        double measuredSeconds,
        long acceptedInAll,
        long inDoubt,
        int connectionsMax,
        String verdict) {
    /** Reads one; what stands around the JSON object, such as a warning of the JVM, is skipped. */
    public static MailraceRun parse(String printed) throws IOException {
        int start = printed.indexOf("{\n");
        if (start < 0) {
            throw new IOException("no run.json in: " + printed.strip());
        }
        JsonNode run = new ObjectMapper().readTree(printed.substring(start));
        JsonNode totals = run.path("totals");
        JsonNode warmup = run.path("warmup_totals");
        return new MailraceRun(
                totals.path("accepted").asLong(),
                run.path("self").path("cpu_seconds").asDouble(),
                totals.path("accepted_per_second").asDouble(),
                run.path("measured_seconds").asDouble(),
                totals.path("accepted").asLong() + warmup.path("accepted").asLong(),
                inDoubt(totals) + inDoubt(warmup),
                Math.max(
                        totals.path("connections_max").asInt(),
                        warmup.path("connections_max").asInt()),
                run.path("self").path("verdict").asText());
    }

    private static long inDoubt(JsonNode totals) {
        return totals.path("unconfirmed").asLong() + totals.path("cut_off").asLong();
    }

    public double microsPerMessage() {
        return cpuSeconds * 1e6 / accepted;
    }
}
