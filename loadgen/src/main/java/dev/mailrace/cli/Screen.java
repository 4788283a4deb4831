package dev.mailrace.cli;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.nativ.CLibrary;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The terminal: whether standard output is one, and how wide it is. Any thread may ask. */
final class Screen {
    private static final int COLUMNS_DEFAULT = 100;
    private static final int STANDARD_OUTPUT = 1;

    private static final @Nullable Terminal TERMINAL = open();
    private static final AtomicInteger COLUMNS = new AtomicInteger(width());

    private Screen() {}

    private static @Nullable Terminal open() {
        try {
            if (CLibrary.isatty(STANDARD_OUTPUT) == 0) {
                return null; // JLine would ask processes for what a pipe can do.
            }
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(true)
                    .exec(false)
                    .nativeSignals(false)
                    .build();
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                terminal.close();
                return null;
            }
            terminal.handle(Terminal.Signal.WINCH, signal -> COLUMNS.set(width()));
            return terminal;
        } catch (IOException | LinkageError e) {
            return null; // Whatever this is, it is nothing to draw on.
        }
    }

    private static int width() {
        int width = TERMINAL == null ? 0 : TERMINAL.getWidth();
        return width > 0 ? width : COLUMNS_DEFAULT;
    }

    static boolean isTerminal() {
        return TERMINAL != null;
    }

    /** The width in characters; follows a resize. */
    static int columns() {
        return COLUMNS.get();
    }
}
