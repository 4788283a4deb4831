package dev.mailrace.terminal;

/**
 * The size of a terminal in characters.
 *
 * @param columns 0 or less when unknown, which counts as {@value #COLUMNS_UNKNOWN}; less than {@value #COLUMNS_MIN} counts
 *     as that
 * @param rows 0 or less when unknown, which counts as {@value #ROWS_UNKNOWN}; less than {@value #ROWS_MIN} counts as that
 */
public record Window(int columns, int rows) {
    private static final int COLUMNS_UNKNOWN = 80;
    private static final int COLUMNS_MIN = 20;
    private static final int ROWS_UNKNOWN = 24;
    private static final int ROWS_MIN = 2;

    public Window {
        columns = columns <= 0 ? COLUMNS_UNKNOWN : Math.max(COLUMNS_MIN, columns);
        rows = rows <= 0 ? ROWS_UNKNOWN : Math.max(ROWS_MIN, rows);
    }
}
