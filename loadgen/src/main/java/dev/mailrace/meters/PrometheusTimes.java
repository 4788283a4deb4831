package dev.mailrace.meters;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;

/** Our histograms as Prometheus scrapes them. */
final class PrometheusTimes implements MultiCollector {
    private static final List<Double> BOUNDS = bounds();

    private final List<TimeFamily> families;

    PrometheusTimes(List<TimeFamily> families) {
        this.families = List.copyOf(families);
    }

    private static List<Double> bounds() {
        List<Double> bounds = new ArrayList<>(TimeHistogram.BOUNDS_SECONDS);
        bounds.add(Double.POSITIVE_INFINITY);
        return bounds;
    }

    @Override
    public MetricSnapshots collect() {
        return MetricSnapshots.of(
                families.stream().map(PrometheusTimes::snapshot).toArray(HistogramSnapshot[]::new));
    }

    private static HistogramSnapshot snapshot(TimeFamily family) {
        HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder()
                .name(family.name().replace('.', '_') + "_" + Unit.SECONDS)
                .help(family.description())
                .unit(Unit.SECONDS);
        family.forEach((values, reading) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(Labels.of(family.labels(), values))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, reading.counts()))
                .sum(reading.sumSeconds())
                .build()));
        return snapshot.build();
    }
}
