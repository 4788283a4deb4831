package dev.mailrace.bench.scale;

import java.util.List;
import java.util.Locale;

/** Observations of many processes as Markdown. */
final class ManyTable {
    private static final double GIBIBYTE = 1 << 30;

    private final List<ManyObservation> observations;

    ManyTable(List<ManyObservation> observations) {
        this.observations = List.copyOf(observations);
    }

    String text() {
        StringBuilder text = new StringBuilder("""

                | sessions | processes | all logged in after | accepted, and counted by the sink | accepted/s | CPU µs a message: run, sink | p50, p99 ms | GiB: run, sink, kernel | KiB a session all told |
                |--:|--:|--:|--:|--:|--:|--:|--:|--:|
                """);
        for (ManyObservation each : observations) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %,d | %d + %d | %s | %,d, %s | %,.0f | %.0f, %.0f | %.2f, %.1f | %.2f, %.2f, %.2f | **%.1f** |%n",
                    each.sessions(),
                    each.processes(),
                    each.processes(),
                    Double.isNaN(each.connectedSecond())
                            ? "never"
                            : String.format(Locale.ROOT, "%.0f s", each.connectedSecond()),
                    each.accepted(),
                    each.counted() == each.accepted() ? "the same" : String.format(Locale.ROOT, "%,d", each.counted()),
                    each.acceptedPerSecond(),
                    each.runMicros(),
                    each.sinkMicros(),
                    each.p50Millis(),
                    each.p99Millis(),
                    each.runBytes() / GIBIBYTE,
                    each.sinkBytes() / GIBIBYTE,
                    each.kernelBytes() / GIBIBYTE,
                    each.kibibytesASession()));
        }
        return text.toString();
    }
}
