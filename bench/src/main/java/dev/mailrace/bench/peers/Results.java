package dev.mailrace.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.mailrace.bench.processes.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that was measured so far. Owned by the thread that measures. */
final class Results {
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    void failed(String what) {
        failures.add(what);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Microseconds of client CPU a message over the rounds, or null when there is no measurement. */
    @Nullable
    Spread micros(Trial trial) {
        List<Double> values = measurements.stream()
                .filter(measurement -> measurement.isOf(trial))
                .map(Measurement::cpuMicrosPerMessage)
                .toList();
        return values.isEmpty() ? null : Spread.of(values);
    }

    /** Whether the generator itself found fault with a round. */
    boolean doubtful(Trial trial) {
        return measurements.stream()
                .anyMatch(measurement -> measurement.isOf(trial)
                        && !measurement.verdict().isEmpty()
                        && !measurement.verdict().equals("valid"));
    }

    /** Writes every value, with what is said about all of them. */
    void write(Path file, Map<String, Object> about) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(about);
        all.put("failures", failures);
        all.put("measurements", measurements);
        new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .writerWithDefaultPrettyPrinter()
                .writeValue(file.toFile(), all);
    }
}
