package dev.mailrace.delivery;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Lines of columns, read back. What was being written when its process was killed is no line: it ends without an end. Owned by one
 * thread; holds one line at a time.
 */
final class NoteLines implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LINE_BYTES_MAX = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;

    private NoteLines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Opens one, and reads its first line.
     *
     * @param kind what the file has to be
     * @param format the latest that is known of it
     * @throws Refusal where it cannot be read, or is another file
     */
    static NoteLines open(Path file, String kind, int format) {
        try {
            NoteLines lines = new NoteLines(file, new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
            String[] first = lines.next();
            if (first == null || !first[0].equals(kind) || first.length < 2) {
                lines.close();
                throw new Refusal("", file + " is no file of this kind", "one that begins with " + kind);
            }
            if (lines.number(first, 1) > format) {
                lines.close();
                throw new Refusal("", file + ": format " + first[1], "at most " + format + ", or a newer Mailrace");
            }
            return lines;
        } catch (IOException e) {
            throw new Refusal("", file + ": " + SystemWords.of(e), "a file that can be read", e);
        }
    }

    /** The columns of the next line; null: there is no other. */
    String @Nullable [] next() throws IOException {
        line.reset();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (line.size() == LINE_BYTES_MAX) {
                throw refused("a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            line.write(b);
        }
        number++;
        return line.toString(StandardCharsets.UTF_8).split("\t", -1);
    }

    /** The number in that column. */
    long number(String[] columns, int index) {
        try {
            return Long.parseLong(text(columns, index));
        } catch (NumberFormatException e) {
            throw refused("column " + (index + 1) + " is no number");
        }
    }

    /** The digest in that column. */
    long digest(String[] columns, int index) {
        try {
            return Columns.hex(text(columns, index));
        } catch (NumberFormatException e) {
            throw refused("column " + (index + 1) + " is no hexadecimal number");
        }
    }

    String text(String[] columns, int index) {
        if (index >= columns.length) {
            throw refused(columns.length + " columns");
        }
        return columns[index];
    }

    private Refusal refused(String what) {
        return new Refusal("", file + ":" + number + ": " + what, "lines that Mailrace wrote");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
