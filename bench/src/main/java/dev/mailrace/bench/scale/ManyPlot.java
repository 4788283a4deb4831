package dev.mailrace.bench.scale;

import dev.mailrace.bench.processes.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The table as a picture, over the number of sessions: memory, the time until all are logged in, CPU a message. */
final class ManyPlot {
    private static final int PANEL_WIDTH = 420;
    private static final int PANEL_HEIGHT = 340;
    private static final double GIBIBYTE = 1 << 30;
    private static final Color RUN = new Color(0x0B3C6F);
    private static final Color SINK = new Color(0xF2A541);
    private static final Color KERNEL = new Color(0x6B7A8F);
    private static final Color ALL = new Color(0x222222);

    private final List<ManyObservation> observations;

    ManyPlot(List<ManyObservation> observations) {
        this.observations = List.copyOf(observations);
    }

    void write(Path file) throws IOException {
        if (observations.isEmpty()) {
            return;
        }
        XYChart memory = chart("GiB of memory");
        line(memory, "run", RUN, each -> each.runBytes() / GIBIBYTE);
        line(memory, "sink", SINK, each -> each.sinkBytes() / GIBIBYTE);
        line(memory, "kernel", KERNEL, each -> each.kernelBytes() / GIBIBYTE);
        line(memory, "all", ALL, each -> each.kibibytesASession() * 1024 * each.sessions() / GIBIBYTE);
        XYChart connected = chart("seconds until all are logged in");
        line(connected, "all", ALL, ManyObservation::connectedSecond);
        XYChart micros = chart("CPU µs a message, upkeep included");
        line(micros, "run", RUN, ManyObservation::runMicros);
        line(micros, "sink", SINK, ManyObservation::sinkMicros);
        Map<String, Color> legend = new LinkedHashMap<>();
        legend.put("the run's processes", RUN);
        legend.put("the sink's processes", SINK);
        legend.put("the kernel's slabs", KERNEL);
        legend.put("all told", ALL);
        new Picture("Sessions past one process", legend).write(List.of(memory, connected, micros), 3, file);
    }

    private static XYChart chart(String title) {
        XYChart chart = new XYChartBuilder()
                .width(PANEL_WIDTH)
                .height(PANEL_HEIGHT)
                .title(title)
                .xAxisTitle("sessions")
                .build();
        Picture.style(chart.getStyler());
        chart.getStyler().setXAxisDecimalPattern("#,##0").setYAxisMin(0.0).setXAxisMin(0.0);
        chart.getStyler().setXAxisMaxLabelCount(4);
        return chart;
    }

    private void line(XYChart chart, String name, Color colour, ToDoubleFunction<ManyObservation> value) {
        List<ManyObservation> seen = observations.stream()
                .filter(each -> Double.isFinite(value.applyAsDouble(each)))
                .toList();
        if (seen.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(
                name,
                seen.stream().map(ManyObservation::sessions).toList(),
                seen.stream().map(value::applyAsDouble).toList());
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
        series.setLineColor(colour).setLineStyle(new BasicStroke(2.5f));
    }
}
