package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One column of a CSV file, by name or by position; read once, before a run.
 *
 * @param names the first of them that the first row has in any case is the column's; where it has none, that row is a text as
 *     the others are
 * @param position which column to use then, from 0
 */
record CsvColumn(Path file, List<String> names, int position) {
    CsvColumn {
        names = names.stream().map(CsvRows::name).toList();
        if (position < 0) {
            throw new IllegalArgumentException("position: " + position + " (expected: >= 0)");
        }
    }

    CsvColumn(Path file, String name, int position) {
        this(file, List.of(name), position);
    }

    /**
     * The column's texts in the file's order.
     *
     * @param check gives the text to keep, or throws
     * @throws Refusal in one line with the file, the line, and what was expected
     */
    ListFeed read(UnaryOperator<String> check) {
        return CsvRows.of(file, rows -> read(rows, check));
    }

    private ListFeed read(CsvRows rows, UnaryOperator<String> check) throws IOException {
        ListFeed.Builder texts = new ListFeed.Builder();
        int column = -1;
        for (List<String> row = rows.next(); row != null; row = rows.next()) {
            if (column < 0) {
                column = named(row);
                if (column >= 0) {
                    continue;
                }
                column = position;
            }
            if (column >= row.size()) {
                throw rows.refused(CsvRows.columns(row.size()), "at least " + CsvRows.columns(column + 1));
            }
            try {
                texts.add(check.apply(row.get(column)));
            } catch (Refusal e) {
                throw e.at(file + ":" + rows.line());
            }
        }
        if (texts.isEmpty()) {
            throw rows.empty(column >= 0);
        }
        return texts.build(file.toString());
    }

    /** Where the first row names the column, or -1. */
    private int named(List<String> row) {
        List<String> cells = row.stream().map(CsvRows::name).toList();
        return names.stream()
                .mapToInt(cells::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(-1);
    }
}
