package dev.mailrace.report;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedStyle;

/**
 * Rows of cells under titles, in aligned columns. Owned by one thread.
 *
 * <p>What is too wide becomes narrower by steps: one space between columns, then fewer columns, then cut lines. Columns
 * without a single value are not shown.
 */
final class Table {
    private static final int ELASTIC_COLUMNS_MIN = 16;

    /**
     * A column.
     *
     * @param right whether its cells are aligned on the right
     * @param rank from 1 on: of those that do not fit the highest goes first; 0: stays always
     * @param elastic whether it is cut to what the others leave; for the last column
     */
    record Column(String title, boolean right, int rank, boolean elastic) {
        static Column left(String title) {
            return new Column(title, false, 0, false);
        }

        static Column right(String title) {
            return new Column(title, true, 0, false);
        }

        /** A number that may be left out. */
        static Column number(String title, int rank) {
            return new Column(title, true, rank, false);
        }

        /** A word that may be left out. */
        static Column word(String title, int rank) {
            return new Column(title, false, rank, false);
        }

        static Column elastic(String title) {
            return new Column(title, false, 0, true);
        }
    }

    private record Row(AttributedStyle style, List<String> cells) {}

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();
    private final int[] widths;

    Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
        widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).title().length();
        }
    }

    /** Adds a row: a cell a column. */
    void add(AttributedStyle style, List<String> cells) {
        rows.add(new Row(style, List.copyOf(cells)));
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], Line.of(cells.get(i)).columns());
        }
    }

    /** Its lines, titles first, none wider than {@code columnsMax}; none at all without rows. */
    List<Line> lines(int columnsMax) {
        List<Line> lines = new ArrayList<>();
        if (rows.isEmpty()) {
            return lines;
        }
        List<Integer> shown = withValues();
        int gap = 2;
        while (width(shown, gap) > columnsMax) {
            if (gap == 2) {
                gap = 1;
            } else if (dropOne(shown)) {
                gap = 2;
            } else {
                break;
            }
        }
        List<String> titles = columns.stream().map(Column::title).toList();
        lines.add(line(new Row(Line.FAINT, titles), shown, gap).cut(columnsMax));
        for (Row row : rows) {
            lines.add(line(row, shown, gap).cut(columnsMax));
        }
        return lines;
    }

    private List<Integer> withValues() {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            if (rows.stream().anyMatch(row -> !row.cells.get(column).isEmpty())) {
                shown.add(column);
            }
        }
        return shown;
    }

    private int width(List<Integer> shown, int gap) {
        int width = gap * (shown.size() - 1);
        for (int i : shown) {
            width += columns.get(i).elastic() ? Math.min(widths[i], ELASTIC_COLUMNS_MIN) : widths[i];
        }
        return width;
    }

    private boolean dropOne(List<Integer> shown) {
        Integer highest = null;
        for (Integer i : shown) {
            if (columns.get(i).rank()
                    > (highest == null ? 0 : columns.get(highest).rank())) {
                highest = i;
            }
        }
        return highest != null && shown.remove(highest);
    }

    private Line line(Row row, List<Integer> shown, int gap) {
        StringBuilder text = new StringBuilder();
        for (int i : shown) {
            String cell = row.cells.get(i);
            String spaces = " ".repeat(widths[i] - Line.of(cell).columns());
            text.append(text.isEmpty() ? "" : " ".repeat(gap));
            text.append(columns.get(i).right() ? spaces + cell : cell + spaces);
        }
        return Line.of(text.toString().stripTrailing(), row.style);
    }
}
