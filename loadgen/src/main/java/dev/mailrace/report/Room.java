package dev.mailrace.report;

/** How many columns and rows lines may take. */
record Room(int columns, int rows) {
    /** A window of 120 columns, of which a frame leaves one free. */
    private static final int WIDE_COLUMNS = 119;

    /** Whether there is room for what is left out in a window of usual size. */
    static boolean isWide(int columns) {
        return columns >= WIDE_COLUMNS;
    }

    boolean isWide() {
        return isWide(columns);
    }
}
