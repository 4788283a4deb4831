package dev.mailrace.bench.scale;

import dev.mailrace.bench.processes.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The table as a picture: CPU a message and memory a session over the number of sessions, both axes logarithmic. */
final class ScalePlot {
    private static final int PANEL_WIDTH = 560;
    private static final int PANEL_HEIGHT = 380;
    private static final int TELLING_SESSIONS = 1_000;
    private static final Color BUSY = new Color(0x0B3C6F);
    private static final Color IDLE = new Color(0xF2A541);

    private final ScaleTable table;
    private final List<Integer> sessions;

    ScalePlot(ScaleTable table, List<Integer> sessions) {
        this.table = table;
        this.sessions = sessions;
    }

    void write(Path file) throws IOException {
        XYChart micros = chart("CPU µs a message");
        line(micros, false, load -> table.median(load, Observation::microsPerMessage));
        XYChart memory = chart("KiB of resident memory a session");
        line(memory, false, this::kibibytes);
        line(memory, true, this::kibibytes);
        List<XYChart> charts = new ArrayList<>(List.of(micros, memory));
        charts.removeIf(chart -> chart.getSeriesMap().isEmpty());
        Map<String, Color> legend = new LinkedHashMap<>();
        legend.put("busy: pipelining transaction, 4 KiB", BUSY);
        legend.put("idle: connected, nothing to do", IDLE);
        new Picture("What a message and a session cost, over the number of sessions", legend).write(charts, 2, file);
    }

    /** NaN for so few sessions that the heap's own growth, of tens of MiB, says more than they do. */
    private double kibibytes(Load load) {
        return load.sessions() < TELLING_SESSIONS ? Double.NaN : table.kibibytesASession(load);
    }

    private static XYChart chart(String title) {
        XYChart chart = new XYChartBuilder()
                .width(PANEL_WIDTH)
                .height(PANEL_HEIGHT)
                .title(title)
                .xAxisTitle("sessions")
                .build();
        Picture.style(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("#,##0").setYAxisDecimalPattern("#,##0");
        chart.getStyler().setYAxisMin(1.0).setYAxisMax(1_000.0);
        return chart;
    }

    /** A logarithmic axis has no place for what is not positive. */
    private void line(XYChart chart, boolean idle, ToDoubleFunction<Load> value) {
        List<Integer> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int count : sessions) {
            double cost = value.applyAsDouble(new Load(count, idle));
            if (cost > 0) {
                x.add(count);
                y.add(cost);
            }
        }
        if (!x.isEmpty()) {
            XYSeries series = chart.addSeries(idle ? "idle" : "busy", x, y);
            series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(idle ? IDLE : BUSY);
            series.setLineColor(idle ? IDLE : BUSY).setLineStyle(new BasicStroke(2.5f));
        }
    }
}
