package dev.mailrace.bench.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code scripts/mailrace environment} says, as one line. */
public record Machine(String cpu, int cores, double memoryGib, String kernel, String jvm, String mailrace) {
    public static Machine of(Path environment) throws IOException {
        JsonNode fields = new ObjectMapper().readTree(environment.toFile());
        return new Machine(
                fields.path("cpu").asText(),
                fields.path("cores").asInt(),
                fields.path("memory_bytes").asDouble() / (1 << 30),
                fields.path("os").asText(),
                fields.path("jvm").asText(),
                fields.path("mailrace").asText());
    }

    public String line(Cores placed) {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %.0f GiB, %s, %s, mailrace %s; %s",
                cpu,
                cores,
                memoryGib,
                kernel,
                jvm,
                mailrace,
                placed.apart() ? "client and server on a core each" : "**client and server share all cores**");
    }
}
