package dev.mailrace.bench.scale;

import dev.mailrace.bench.processes.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Observations as Markdown, medians over the rounds. */
final class ScaleTable {
    private static final double KIBIBYTE = 1024;
    private static final double MEBIBYTE = 1024 * KIBIBYTE;

    private final List<Observation> observations;
    private final List<Integer> sessions;

    ScaleTable(List<Observation> observations, List<Integer> sessions) {
        this.observations = List.copyOf(observations);
        this.sessions = List.copyOf(sessions);
    }

    String text() {
        StringBuilder text = new StringBuilder("""

                ## Busy: pipelining transaction, 4 KiB

                | sessions | accepted/s | CPU µs a message | resident MiB | peak MiB | KiB a session | all connected within |
                |--:|--:|--:|--:|--:|--:|--:|
                """);
        for (int count : sessions) {
            Load load = new Load(count, false);
            Spread micros = spread(load, Observation::microsPerMessage);
            if (micros != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %,d | %,.0f | **%.1f** (%.1f–%.1f) |",
                        count,
                        median(load, Observation::acceptedPerSecond),
                        micros.median(),
                        micros.min(),
                        micros.max()));
                text.append(memory(load));
            }
        }
        text.append("""

                ## Idle: connected, one message sent, nothing to do

                | sessions | CPU ms a second | resident MiB | peak MiB | KiB a session | all connected within |
                |--:|--:|--:|--:|--:|--:|
                """);
        for (int count : sessions) {
            Load load = new Load(count, true);
            if (spread(load, Observation::cpuSeconds) != null) {
                text.append(
                        String.format(Locale.ROOT, "| %,d | %.0f |", count, 1e3 * median(load, Observation::cpuShare)));
                text.append(memory(load));
            }
        }
        return text.toString();
    }

    private String memory(Load load) {
        double connected = median(load, Observation::connectedSecond);
        double kibibytes = kibibytesASession(load);
        return String.format(
                Locale.ROOT,
                " %.0f | %.0f | %s | %s |%n",
                median(load, Observation::residentBytes) / MEBIBYTE,
                median(load, Observation::peakBytes) / MEBIBYTE,
                Double.isNaN(kibibytes) ? "–" : String.format(Locale.ROOT, "%.1f", kibibytes),
                Double.isNaN(connected) ? "never" : String.format(Locale.ROOT, "%.0f s", connected));
    }

    /** What a session adds to the process beside that of the fewest sessions; NaN for that one itself. */
    double kibibytesASession(Load load) {
        Load fewest = new Load(sessions.get(0), load.idle());
        if (load.equals(fewest)) {
            return Double.NaN;
        }
        double more = median(load, Observation::residentBytes) - median(fewest, Observation::residentBytes);
        return more / (load.sessions() - fewest.sessions()) / KIBIBYTE;
    }

    /** NaN when there is no observation. */
    double median(Load load, ToDoubleFunction<Observation> value) {
        Spread spread = spread(load, value);
        return spread == null ? Double.NaN : spread.median();
    }

    private @Nullable Spread spread(Load load, ToDoubleFunction<Observation> value) {
        List<Double> values = observations.stream()
                .filter(observation -> observation.isOf(load))
                .map(value::applyAsDouble)
                .toList();
        return values.isEmpty() ? null : Spread.of(values);
    }
}
