package dev.mailrace.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal of some width shows after some output, wrapped lines and all. It knows the sequences that we may use and
 * refuses all others; every character takes one column.
 */
final class Screen {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])");

    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private final int columns;
    private int row;
    private int column;

    Screen(int columns) {
        this.columns = columns;
    }

    static Screen of(byte[] output, int columns) {
        Screen screen = new Screen(columns);
        screen.show(new String(output, StandardCharsets.UTF_8));
        return screen;
    }

    void show(String output) {
        Matcher sequence = SEQUENCE.matcher(output);
        for (int i = 0; i < output.length(); ) {
            char c = output.charAt(i);
            if (c == '\u001b') {
                if (!sequence.find(i) || sequence.start() != i) {
                    throw new AssertionError("a broken sequence at " + i);
                }
                obey(sequence.group(1), sequence.group(2));
                i = sequence.end();
                continue;
            }
            put(c);
            i++;
        }
    }

    private void obey(String number, String command) {
        switch (command) {
            case "A" -> row = Math.max(0, row - Integer.parseInt(number));
            case "K" -> rows.get(row).setLength(Math.min(column, rows.get(row).length()));
            case "J" -> {
                obey("", "K");
                rows.subList(row + 1, rows.size()).clear();
            }
            case "m" -> {} // Styles.
            default -> throw new AssertionError("sequence " + number + command + " (expected: A, K, J, m)");
        }
    }

    private void put(char c) {
        if (c == '\r') {
            column = 0;
        } else if (c == '\n') {
            column = 0;
            row++;
            if (row == rows.size()) {
                rows.add(new StringBuilder());
            }
        } else {
            if (column == columns) {
                put('\n');
            }
            StringBuilder text = rows.get(row);
            if (column < text.length()) {
                text.setCharAt(column, c);
            } else {
                text.append(c);
            }
            column++;
        }
    }

    /** Its rows, without the empty last one on which the cursor waits. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (StringBuilder line : rows.subList(0, rows.size() - 1)) {
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
