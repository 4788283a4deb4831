package dev.mailrace.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file (RFC 4180, UTF-8) with the separator that it has: what stands first in its first row of comma,
 * semicolon and tab, or what a spreadsheet's {@code sep=;} says. Blank lines and those that begin with {@code #} count for
 * nothing. Owned by one thread.
 *
 * <p>At most {@value #BYTES_MAX} bytes, and {@value #FIELD_CHARACTERS_MAX} characters in a field. What is refused is told with
 * file and line, and without the text, which may be a password.
 */
final class CsvRows implements Closeable {
    static final int BYTES_MAX = 1 << 30;
    static final int FIELD_CHARACTERS_MAX = 65_536;

    private static final String EXPECTED = "a readable CSV file in UTF-8";
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int HEAD_CHARACTERS_MAX = 2 * FIELD_CHARACTERS_MAX;
    private static final String SEPARATOR_LINE = "sep=";

    private final UserFile file;
    private final CsvParser parser;
    private final int linesBefore;
    private final List<String> row = new ArrayList<>();
    private int line;

    private CsvRows(UserFile file, CsvParser parser, int linesBefore) {
        this.file = file;
        this.parser = parser;
        this.linesBefore = linesBefore;
    }

    /** Something done with the rows. */
    interface Reading<T> {
        T read(CsvRows rows) throws IOException;
    }

    /**
     * Does so.
     *
     * @throws Refusal in one line with the file, the line, and what was expected
     */
    static <T> T of(Path path, Reading<T> reading) {
        UserFile file = new UserFile("", path, BYTES_MAX, EXPECTED);
        try (CsvRows rows = open(file)) {
            return reading.read(rows);
        } catch (StreamConstraintsException e) {
            throw refused(
                    file,
                    lineOf(e),
                    String.format(Locale.ROOT, "a field of more than %,d characters", FIELD_CHARACTERS_MAX),
                    EXPECTED);
        } catch (JsonProcessingException e) {
            throw refused(file, lineOf(e), problem(e), EXPECTED);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private static int lineOf(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    }

    /** Not in the parser's words: they quote. */
    private static String problem(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage()).contains("closing quote")
                ? "a quote without its end"
                : "text behind a closing quote";
    }

    private static CsvRows open(UserFile file) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(file.stream(), StandardCharsets.UTF_8.newDecoder()));
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            reader.mark(HEAD_CHARACTERS_MAX + 1);
            String first = firstRow(reader);
            boolean isNamed = first.length() == SEPARATOR_LINE.length() + 1
                    && first.regionMatches(true, 0, SEPARATOR_LINE, 0, SEPARATOR_LINE.length());
            char separator = isNamed ? first.charAt(first.length() - 1) : firstSeparator(first);
            if (!isNamed) {
                reader.reset();
            }
            CsvParser parser = CsvFactory.builder()
                    .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                    .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                    .enable(CsvParser.Feature.ALLOW_COMMENTS)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(FIELD_CHARACTERS_MAX)
                            .build())
                    .build()
                    .createParser(reader);
            parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
            return new CsvRows(file, parser, isNamed ? 1 : 0);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** The first line that counts, without its end. */
    private static String firstRow(BufferedReader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < HEAD_CHARACTERS_MAX; i++) {
            int c = reader.read();
            boolean ends = c < 0 || c == '\n' || c == '\r';
            if (ends && !text.toString().isBlank() && text.charAt(0) != '#') {
                break;
            }
            if (c < 0) {
                return "";
            }
            if (ends) {
                text.setLength(0);
            } else {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    /** Names of users and addresses hold none, unless in quotes; passwords may. */
    private static char firstSeparator(String row) {
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';' || c == '\t')) {
                return c;
            }
        }
        return ',';
    }

    /** The next row's cells, borrowed until the next call; null at the end. */
    @Nullable
    List<String> next() throws IOException {
        row.clear();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.START_ARRAY) {
            token = parser.nextToken();
        }
        if (token == null || token == JsonToken.END_ARRAY) {
            return null;
        }
        while (token != JsonToken.END_ARRAY && token != null) {
            row.add(parser.getText());
            token = parser.nextToken();
        }
        line = parser.currentTokenLocation().getLineNr() + linesBefore;
        return row;
    }

    /** What is wrong with the row that was read last. */
    Refusal refused(String what, String expected) {
        return refused(file, line, what, expected);
    }

    /** What is wrong with one before it. */
    Refusal refusedAt(int ofLine, String what, String expected) {
        return refused(file, ofLine, what, expected);
    }

    private static Refusal refused(UserFile file, int line, String what, String expected) {
        return new Refusal("", what, expected).at(file.path() + ":" + line);
    }

    /** Where no row is left that counts. */
    Refusal empty(boolean hasHeader) {
        return new Refusal("", "no rows", "at least one" + (hasHeader ? " below the header" : ""))
                .at(file.path().toString());
    }

    /** The line of the row that was read last. */
    int line() {
        return line;
    }

    static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }

    /** A name of a column as it is compared: {@code E-Mail} is {@code email}. */
    static String name(String cell) {
        return cell.toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]", "");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
