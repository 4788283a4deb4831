package dev.mailrace.bench.processes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** Charts as panels of one picture, with a title and one legend above them. Drawn twice as fine as it is shown. */
public final class Picture {
    public static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Color INK = new Color(0x222222);
    private static final Color GRID = new Color(0xE3E3E3);
    private static final int SCALE = 2;
    private static final int MARGIN = 20;
    private static final int TITLE_HEIGHT = 44;
    private static final int LEGEND_LINE = 24;
    private static final int LEGEND_ENTRY_WIDTH = 400;
    private static final int SWATCH = 12;

    private final String title;
    private final Map<String, Color> legend;

    /**
     * @param legend what each colour means, in order
     */
    public Picture(String title, Map<String, Color> legend) {
        this.title = title;
        this.legend = legend;
    }

    /** Gives a chart the look that all share. */
    public static void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setChartTitleFont(PLAIN.deriveFont(Font.BOLD))
                .setChartTitleBoxVisible(false)
                .setLegendVisible(false)
                .setChartPadding(MARGIN / 2);
        styler.setAxisTitleFont(SMALL)
                .setAxisTickLabelsFont(SMALL)
                .setAxisTickMarksColor(GRID)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setPlotGridVerticalLinesVisible(false);
    }

    /** Whether this machine has what text is drawn with: fonts, and the library that finds them. */
    public static boolean drawable() {
        try {
            return PLAIN.canDisplay('x') && PLAIN.getStringBounds("x", new FontRenderContext(null, true, true)) != null;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return false; // JDKs differ in how they say it.
        }
    }

    /** Writes the charts, {@code columns} in a row, as a PNG; nothing when there is no chart. */
    public void write(List<? extends Chart<?, ?>> charts, int columns, Path file) throws IOException {
        if (charts.isEmpty()) {
            return;
        }
        if (!drawable()) {
            System.err.println("no picture: no fonts (get them: 'apt-get install fonts-dejavu-core libfontconfig1')");
            return;
        }
        int across = Math.min(columns, charts.size());
        int rows = (charts.size() + across - 1) / across;
        int panelWidth = charts.get(0).getWidth();
        int panelHeight = charts.get(0).getHeight();
        int width = across * panelWidth + 2 * MARGIN;
        int entriesALine = Math.max(1, width / LEGEND_ENTRY_WIDTH);
        int legendLines = (legend.size() + entriesALine - 1) / entriesALine;
        int top = TITLE_HEIGHT + legendLines * LEGEND_LINE + MARGIN / 2;
        int height = top + rows * panelHeight + MARGIN;
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        head(graphics, entriesALine);
        for (int i = 0; i < charts.size(); i++) {
            Graphics2D panel = (Graphics2D) graphics.create();
            panel.translate(MARGIN + i % across * panelWidth, top + i / across * panelHeight);
            charts.get(i).paint(panel, panelWidth, panelHeight);
            panel.dispose();
        }
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private void head(Graphics2D graphics, int entriesALine) {
        graphics.setColor(INK);
        graphics.setFont(BOLD);
        graphics.drawString(title, MARGIN, TITLE_HEIGHT - SWATCH);
        graphics.setFont(PLAIN);
        int i = 0;
        for (Map.Entry<String, Color> entry : legend.entrySet()) {
            int x = MARGIN + i % entriesALine * LEGEND_ENTRY_WIDTH;
            int y = TITLE_HEIGHT + i / entriesALine * LEGEND_LINE;
            graphics.setColor(entry.getValue());
            graphics.fillRect(x, y, SWATCH, SWATCH);
            graphics.setColor(INK);
            graphics.drawString(entry.getKey(), x + 2 * SWATCH, y + SWATCH - 1);
            i++;
        }
    }
}
