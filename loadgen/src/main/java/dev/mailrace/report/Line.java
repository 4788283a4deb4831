package dev.mailrace.report;

import dev.mailrace.runfile.JsonFile;
import dev.mailrace.terminal.Spelling;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A line of text for people, in columns of a terminal: some characters take two, some none.
 *
 * <p>Styles add to what the words say and never replace it: without colours the line reads the same.
 */
public final class Line {
    static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    static final AttributedStyle STRONG = AttributedStyle.BOLD;
    static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
    static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    static final AttributedStyle POOR = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
    static final AttributedStyle BAD = AttributedStyle.BOLD.foreground(AttributedStyle.RED);

    /** Labels stand in columns of this width. */
    static final int LABEL_COLUMNS = 13;

    static final Line EMPTY = new Line(AttributedString.EMPTY);

    private final AttributedString text;

    private Line(AttributedString text) {
        this.text = text;
    }

    /* What a server, a file or its name says passes here to a terminal: no escape sequence of theirs may, nor a character
     * that the terminal does not have. */
    private static String shown(String text) {
        return Spelling.ours().of(JsonFile.printable(text));
    }

    static Line of(String text) {
        return of(text, PLAIN);
    }

    static Line of(String text, AttributedStyle style) {
        return new Line(new AttributedString(shown(text), style));
    }

    /** What follows stands beside {@code label}. */
    static Line labelled(String label) {
        return of(label, FAINT).padded(LABEL_COLUMNS);
    }

    Line with(String more) {
        return with(more, PLAIN);
    }

    Line with(String more, AttributedStyle style) {
        return new Line(new AttributedStringBuilder()
                .append(text)
                .styled(style, shown(more))
                .toAttributedString());
    }

    /** With {@code more} where all of it fits in {@code columnsMax}, else as it is. */
    Line withIfItFits(String more, AttributedStyle style, int columnsMax) {
        Line longer = with(more, style);
        return longer.columns() <= columnsMax ? longer : this;
    }

    /** Its width in columns. */
    int columns() {
        return text.columnLength();
    }

    /** No wider than {@code columnsMax}; an ellipsis stands for what was cut off. */
    Line cut(int columnsMax) {
        if (columns() <= columnsMax) {
            return this;
        }
        Line ellipsis = of("…", FAINT);
        if (columnsMax < ellipsis.columns()) {
            return new Line(text.columnSubSequence(0, Math.max(0, columnsMax)));
        }
        return new Line(text.columnSubSequence(0, columnsMax - ellipsis.columns())).with("…", FAINT);
    }

    /** With spaces on the right, up to {@code columns}. */
    Line padded(int columns) {
        return with(" ".repeat(Math.max(0, columns - columns())));
    }

    /** Words of {@code text} on as many lines as they need; those after the first are indented by {@code indent} columns. */
    static List<Line> wrapped(String text, int indent, int columnsMax) {
        List<Line> lines = new ArrayList<>();
        Line line = EMPTY;
        for (String word : text.split(" ", -1)) {
            boolean fits = line.columns() + 1 + of(word).columns() <= columnsMax;
            if (line == EMPTY) {
                line = of(word);
            } else if (fits) {
                line = line.with(" " + word);
            } else {
                lines.add(line.cut(columnsMax));
                line = of(" ".repeat(indent) + word);
            }
        }
        lines.add(line.cut(columnsMax));
        return lines;
    }

    /** With escape sequences for its styles, or without any. */
    String toString(boolean colour) {
        return colour ? text.toAnsi() : text.toString();
    }

    @Override
    public String toString() {
        return toString(false);
    }
}
