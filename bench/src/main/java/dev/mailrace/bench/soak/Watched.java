package dev.mailrace.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A process under watch, and its series so far. Owned by the thread that looks. */
final class Watched {
    /** One look. */
    record Sample(double hours, Map<Quantity, Double> values) {}

    private final String name;
    private final long pid;
    private final List<Path> files;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * @param files its log, and its intervals.hlog where it has one
     */
    Watched(String name, long pid, List<Path> files) {
        this.name = name;
        this.pid = pid;
        this.files = List.copyOf(files);
    }

    String name() {
        return name;
    }

    List<Sample> samples() {
        return samples;
    }

    void look(Probe probe, double hours) throws IOException, InterruptedException {
        Map<Quantity, Double> scaled = new EnumMap<>(Quantity.class);
        probe.look(pid, files).forEach((quantity, value) -> scaled.put(quantity, quantity.scaled(value)));
        samples.add(new Sample(hours, scaled));
    }

    /** Values of one quantity from {@code fromHours} on, as pairs of time and value. */
    Series series(Quantity quantity, double fromHours) {
        List<Sample> chosen = samples.stream()
                .filter(sample -> sample.hours() >= fromHours && sample.values().containsKey(quantity))
                .toList();
        return new Series(
                chosen.stream().mapToDouble(Sample::hours).toArray(),
                chosen.stream()
                        .mapToDouble(sample -> sample.values().getOrDefault(quantity, Double.NaN))
                        .toArray());
    }
}
