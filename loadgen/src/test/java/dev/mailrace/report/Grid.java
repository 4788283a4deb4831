package dev.mailrace.report;

import java.util.ArrayList;
import java.util.List;

/** A screen of a terminal with its cursor, and the scrollback where it has one; resized as tmux does it. */
final class Grid {
    private static final class Row {
        private final StringBuilder text = new StringBuilder();
        private boolean continued; // in the next row
    }

    private final boolean scrollback;
    private List<Row> rows = new ArrayList<>(); // The scrollback, then as many as the screen has.
    private int columns;
    private int height;
    private int row;
    private int column;

    Grid(int columns, int height, boolean scrollback) {
        this.columns = columns;
        this.height = height;
        this.scrollback = scrollback;
        fill();
    }

    private void fill() {
        while (rows.size() < height) {
            rows.add(new Row());
        }
    }

    private int top() {
        return rows.size() - height;
    }

    void home() {
        row = top();
        column = 0;
    }

    void eraseRestOfLine() {
        Row current = rows.get(row);
        current.text.setLength(Math.min(column, current.text.length()));
        current.continued = false;
    }

    void eraseBelow() {
        eraseRestOfLine();
        rows.subList(row + 1, rows.size()).replaceAll(erased -> new Row());
    }

    /** @param wrapping whether what does not fit on a row goes on in the next */
    void put(char c, boolean wrapping) {
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> newLine();
            default -> {
                if (column == columns) {
                    wrapOrStay(wrapping);
                }
                StringBuilder text = rows.get(row).text;
                text.append(" ".repeat(Math.max(0, column + 1 - text.length())));
                text.setCharAt(column, c);
                column++;
            }
        }
    }

    private void wrapOrStay(boolean wrapping) {
        if (wrapping) {
            rows.get(row).continued = true;
            newLine();
        } else {
            column--;
        }
    }

    private void newLine() {
        column = 0;
        row++;
        if (row == rows.size()) {
            rows.add(new Row());
            if (!scrollback) {
                rows.remove(0);
                row--;
            }
        }
    }

    void resize(int newColumns, int newHeight) {
        int below = rows.size() - 1 - row;
        for (int i = Math.min(height - newHeight, below); i > 0; i--) { // Below the cursor there is least to lose.
            rows.remove(rows.size() - 1);
        }
        height = newHeight;
        if (scrollback) {
            wrapAnew(newColumns);
        } else {
            cut(newColumns);
        }
        fill();
        if (row < top()) {
            home();
        }
    }

    private void cut(int newColumns) {
        columns = newColumns;
        while (rows.size() > height) {
            rows.remove(0);
            row = Math.max(0, row - 1);
        }
        rows.forEach(each -> each.text.setLength(Math.min(each.text.length(), columns)));
        column = Math.min(column, columns - 1);
    }

    private void wrapAnew(int newColumns) {
        List<Row> wrapped = new ArrayList<>();
        int newRow = 0;
        int newColumn = 0;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            if (i == row) {
                newRow = wrapped.size() + (line.length() + column) / newColumns;
                newColumn = (line.length() + column) % newColumns;
            }
            line.append(rows.get(i).text);
            if (!rows.get(i).continued) {
                wrap(line.toString(), newColumns, wrapped);
                line.setLength(0);
            }
        }
        rows = wrapped;
        columns = newColumns;
        row = Math.min(newRow, rows.size() - 1);
        column = newColumn;
    }

    private static void wrap(String line, int columns, List<Row> into) {
        for (int start = 0; start == 0 || start < line.length(); start += columns) {
            Row row = new Row();
            row.text.append(line, start, Math.min(line.length(), start + columns));
            row.continued = start + columns < line.length();
            into.add(row);
        }
    }

    String text(boolean withScrollback) {
        StringBuilder text = new StringBuilder();
        StringBuilder pending = new StringBuilder(); // Empty rows, until one follows that is not.
        for (Row each : rows.subList(withScrollback ? 0 : top(), rows.size())) {
            String line = each.text.toString().stripTrailing();
            pending.append(line).append('\n');
            if (!line.isEmpty()) {
                text.append(pending);
                pending.setLength(0);
            }
        }
        return text.toString();
    }
}
