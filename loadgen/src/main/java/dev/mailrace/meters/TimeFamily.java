package dev.mailrace.meters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Histograms of one name, one for each set of label values. */
final class TimeFamily {
    private final String name;
    private final String description;
    private final List<String> labels;
    private final Map<List<String>, TimeHistogram> histograms = new ConcurrentHashMap<>();

    /** @param name with dots, without a unit */
    TimeFamily(String name, String description, String... labels) {
        this.name = name;
        this.description = description;
        this.labels = List.of(labels);
    }

    String name() {
        return name;
    }

    String description() {
        return description;
    }

    List<String> labels() {
        return labels;
    }

    /** Adds what was recorded under these values, in the order of the labels; null: nothing was. */
    void add(@Nullable Histogram nanos, String... values) {
        if (nanos != null && nanos.getTotalCount() > 0) {
            histograms
                    .computeIfAbsent(List.of(values), key -> new TimeHistogram())
                    .add(nanos);
        }
    }

    /** Gives each set of label values with what was counted under it. */
    void forEach(BiConsumer<List<String>, TimeHistogram.Reading> reader) {
        histograms.forEach((values, histogram) -> reader.accept(values, histogram.reading()));
    }
}
