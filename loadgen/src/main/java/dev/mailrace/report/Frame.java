package dev.mailrace.report;

import dev.mailrace.terminal.Window;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lines on a terminal that are drawn over themselves. Owned by one thread.
 *
 * <p>They stand on the terminal's alternate screen. On the ordinary one a terminal that is made narrower wraps the lines that
 * stand there and pushes some of them into the scrollback, where they cannot be erased.
 */
final class Frame implements AutoCloseable {
    private static final String ESCAPE = "\033[";
    private static final String ALTERNATE_SCREEN = ESCAPE + "?1049h";
    private static final String ORDINARY_SCREEN = ESCAPE + "?1049l";
    private static final String HOME = ESCAPE + "H";
    private static final String ERASE_REST_OF_LINE = ESCAPE + "K";
    private static final String ERASE_BELOW = ESCAPE + "J";

    /* While lines are drawn, those that are too wide are cut and not wrapped (DECAWM): the window may have become narrower
     * since it was measured, and some characters are wider than they should be. */
    private static final String NO_WRAPPING = ESCAPE + "?7l";
    private static final String WRAPPING = ESCAPE + "?7h";

    private final PrintStream out;
    private final Supplier<Window> window;
    private final boolean colour;
    private boolean standing;

    /**
     * @param out takes UTF-8; stays open
     * @param window its size, which may change
     * @param colour whether styles and colours may be used
     */
    Frame(PrintStream out, Supplier<Window> window, boolean colour) {
        this.out = out;
        this.window = window;
        this.colour = colour;
    }

    /** How large a frame may be now. A column stays free, for a full line makes some terminals wrap. */
    Room room() {
        Window now = window.get();
        return new Room(now.columns() - 1, now.rows());
    }

    /** Draws these lines over those drawn before; what does not fit in the room is left out. */
    void draw(List<Line> lines) {
        Room room = room();
        StringBuilder text = new StringBuilder();
        text.append(standing ? "" : ALTERNATE_SCREEN).append(NO_WRAPPING).append(HOME);
        for (int row = 0; row < Math.min(lines.size(), room.rows()); row++) {
            text.append(row == 0 ? "" : "\n")
                    .append(lines.get(row).cut(room.columns()).toString(colour))
                    .append(ERASE_REST_OF_LINE);
        }
        standing = true;
        out.print(text.append(ERASE_BELOW).append(WRAPPING));
        out.flush();
    }

    /** Ends the frame; these lines stay on the ordinary screen. */
    void replace(List<Line> lines) {
        close();
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.toString(colour)).append('\n'));
        out.print(text);
        out.flush();
    }

    /** Takes the frame off the terminal, if there is one; another may be drawn later. */
    @Override
    public void close() {
        if (standing) {
            standing = false;
            out.print(ORDINARY_SCREEN);
            out.flush();
        }
    }
}
