package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Picture;
import dev.mailrace.bench.processes.Spread;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Results as a picture: a panel a size and way of connecting, bars of CPU a message on a logarithmic axis. */
final class PeersPlot {
    private static final int PANEL_WIDTH = 620;
    private static final int PANEL_HEIGHT = 380;

    private final Matrix matrix;
    private final Results results;
    private final double lowest;
    private final double highest;

    private PeersPlot(Matrix matrix, Results results) {
        this.matrix = matrix;
        this.results = results;
        // All panels have the same axis, of whole decades, so that bars can be compared across them.
        double[] medians = matrix.trials().stream()
                .map(results::micros)
                .mapToDouble(spread -> spread == null ? Double.NaN : spread.median())
                .filter(median -> median > 0)
                .toArray();
        lowest = Math.pow(10, Math.floor(Math.log10(Arrays.stream(medians).min().orElse(1))));
        highest = Math.pow(10, Math.ceil(Math.log10(Arrays.stream(medians).max().orElse(10))));
    }

    /** Writes a PNG; without measurements against the sink, none. */
    static void write(Matrix matrix, Results results, Path file) throws IOException {
        PeersPlot plot = new PeersPlot(matrix, results);
        List<CategoryChart> panels = new ArrayList<>();
        for (boolean kept : List.of(true, false)) {
            List<Cell> cells = matrix.cells(Server.MAILRACE_SINK, kept);
            cells.stream()
                    .map(Cell::bytes)
                    .distinct()
                    .forEach(bytes -> panels.add(plot.panel(
                            cells.stream().filter(cell -> cell.bytes() == bytes).toList())));
        }
        Map<String, Color> legend = new LinkedHashMap<>();
        for (Contender contender : matrix.contenders(Server.MAILRACE_SINK, true)) {
            legend.put(contender.label(), colour(contender));
        }
        Picture picture = new Picture("Client CPU a message, µs (less is better; logarithmic)", legend);
        picture.write(panels, 2, file);
    }

    private CategoryChart panel(List<Cell> cells) {
        Cell first = cells.get(0);
        CategoryChart chart = new CategoryChartBuilder()
                .width(PANEL_WIDTH)
                .height(PANEL_HEIGHT)
                .title(first.size() + ", " + (first.kept() ? "connections kept" : "one message a connection"))
                .xAxisTitle("connections")
                .build();
        Picture.style(chart.getStyler());
        chart.getStyler()
                .setAvailableSpaceFill(0.85)
                .setLabelsVisible(true)
                .setLabelsPosition(1)
                .setLabelsFont(Picture.SMALL);
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setYAxisMin(lowest)
                .setYAxisMax(highest)
                .setYAxisDecimalPattern("#,##0.#");
        List<String> counts = cells.stream()
                .map(cell -> String.format(Locale.ROOT, "%,d", cell.connections()))
                .toList();
        for (Contender contender : matrix.contenders(Server.MAILRACE_SINK, first.kept())) {
            List<@Nullable Double> micros = new ArrayList<>();
            for (Cell cell : cells) {
                Spread spread = results.micros(new Trial(Server.MAILRACE_SINK, cell, contender));
                micros.add(spread == null ? null : spread.median());
            }
            if (micros.stream().anyMatch(value -> value != null)) {
                chart.addSeries(contender.label(), counts, micros).setFillColor(colour(contender));
            }
        }
        return chart;
    }

    /** Peers in greys, Mailrace in shades that grow with what it sends ahead. */
    private static Color colour(Contender contender) {
        return switch (contender) {
            case SMTP_SOURCE -> new Color(0x4D4D4D);
            case POSTAL -> new Color(0xA8A8A8);
            case NONE -> new Color(0x0B3C6F);
            case TRANSACTION -> new Color(0x2274B5);
            case SESSION -> new Color(0x2CA58D);
            case BDAT -> new Color(0xF2A541);
        };
    }
}
