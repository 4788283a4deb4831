package dev.mailrace.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.mailrace.wire.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One column of a CSV file, by name or by position; read once, before a run.
 *
 * @param name found in the first row in any case, else that row is a text as the others are
 * @param position which column to use then, from 0
 */
record CsvColumn(Path file, String name, int position) {
    private static final String EXPECTED = "a readable CSV file in UTF-8";
    private static final char BYTE_ORDER_MARK = '\ufeff';

    CsvColumn {
        if (position < 0) {
            throw new IllegalArgumentException("position: " + position + " (expected: >= 0)");
        }
    }

    /**
     * The column's texts in the file's order.
     *
     * @param check gives the text to keep, or throws
     * @throws IllegalArgumentException in one line with the file, the line, and what was expected
     */
    ListFeed read(UnaryOperator<String> check) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            skipByteOrderMark(reader);
            try (CsvParser parser = CsvFactory.builder()
                    .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                    .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                    .enable(CsvParser.Feature.ALLOW_COMMENTS)
                    .build()
                    .createParser(reader)) {
                return read(parser, check);
            }
        } catch (JsonProcessingException e) {
            throw refused(e.getLocation().getLineNr(), Printable.of(e.getOriginalMessage(), 120), EXPECTED);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e, EXPECTED);
        }
    }

    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private ListFeed read(CsvParser parser, UnaryOperator<String> check) throws IOException {
        ListFeed.Builder texts = new ListFeed.Builder();
        int column = -1;
        List<String> row = new ArrayList<>();
        while (readRow(parser, row)) {
            int line = parser.currentTokenLocation().getLineNr();
            if (column < 0) {
                column = named(row);
                if (column >= 0) {
                    continue;
                }
                column = position;
            }
            if (column >= row.size()) {
                throw refused(line, columns(row.size()), "at least " + columns(column + 1));
            }
            try {
                texts.add(check.apply(row.get(column)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(shownFile() + ":" + line + ": " + e.getMessage(), e);
            }
        }
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(
                    shownFile() + ": no rows (expected: at least one" + (column < 0 ? ")" : " below the header)"));
        }
        return texts.build(shownFile());
    }

    /** Fills {@code row} with the next row's cells; false at the end of the file. */
    private static boolean readRow(CsvParser parser, List<String> row) throws IOException {
        row.clear();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.START_ARRAY) {
            token = parser.nextToken();
        }
        if (token == null || token == JsonToken.END_ARRAY) {
            return false;
        }
        while (token != JsonToken.END_ARRAY && token != null) {
            row.add(parser.getText());
            token = parser.nextToken();
        }
        return true;
    }

    /** Where the first row names the column, or -1. */
    private int named(List<String> row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i).strip().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private IllegalArgumentException refused(int line, String value, String expected) {
        return new IllegalArgumentException(shownFile() + ":" + line + ": " + value + " (expected: " + expected + ")");
    }

    private static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }

    private String shownFile() {
        return Printable.of(file.toString());
    }
}
