package dev.mailrace.bench.soak;

import dev.mailrace.bench.processes.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Every quantity over time, a line a process. */
final class SoakPlot {
    private static final int PANEL_WIDTH = 420;
    private static final int PANEL_HEIGHT = 280;
    private static final int COLUMNS = 3;
    private static final List<Color> COLOURS = List.of(new Color(0x0B3C6F), new Color(0xF2A541), new Color(0x3B8C6E));

    private final List<Watched> watched;

    SoakPlot(List<Watched> watched) {
        this.watched = watched;
    }

    void write(Path file) throws IOException {
        List<XYChart> charts = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            XYChart chart = chart(quantity);
            if (!chart.getSeriesMap().isEmpty()) {
                charts.add(chart);
            }
        }
        Map<String, Color> legend = new LinkedHashMap<>();
        for (int i = 0; i < watched.size(); i++) {
            legend.put(watched.get(i).name(), COLOURS.get(i % COLOURS.size()));
        }
        new Picture("What processes hold, over the hours of a soak", legend).write(charts, COLUMNS, file);
    }

    private XYChart chart(Quantity quantity) {
        XYChart chart = new XYChartBuilder()
                .width(PANEL_WIDTH)
                .height(PANEL_HEIGHT)
                .title(quantity.title())
                .xAxisTitle("hours")
                .build();
        Picture.style(chart.getStyler());
        chart.getStyler().setXAxisDecimalPattern("#,##0.##").setYAxisDecimalPattern("#,##0");
        chart.getStyler().setYAxisMin(0.0);
        for (int i = 0; i < watched.size(); i++) {
            Series series = watched.get(i).series(quantity, 0);
            if (series.size() > 0) {
                XYSeries line = chart.addSeries(watched.get(i).name(), series.hours(), series.values());
                line.setMarker(SeriesMarkers.NONE).setLineColor(COLOURS.get(i % COLOURS.size()));
                line.setLineStyle(new BasicStroke(1.5f));
            }
        }
        return chart;
    }
}
