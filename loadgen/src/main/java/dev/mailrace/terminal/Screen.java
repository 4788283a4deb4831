package dev.mailrace.terminal;

import java.io.PrintStream;

/** A standard stream of this process: whether it is a terminal that can be drawn on, and how large. Any thread may ask. */
public enum Screen {
    OUT(1),
    ERR(2);

    private static final int COLUMNS_ELSEWHERE = 100;

    private final int descriptor;
    private final boolean terminal;

    Screen(int descriptor) {
        this.descriptor = descriptor;
        terminal = isTerminal(descriptor);
    }

    private static boolean isTerminal(int descriptor) {
        String type = System.getenv("TERM");
        boolean inScreen = System.getenv("STY") != null && System.getenv("TMUX") == null; // GNU screen.
        if (type == null || type.startsWith("dumb") || type.equals("linux") || inScreen) {
            return false; // They know nothing of an alternate screen, or not without being asked to.
        }
        return NativeTerminal.is(descriptor);
    }

    /** Whether it can be drawn on. */
    public boolean isDrawable() {
        return terminal;
    }

    public PrintStream stream() {
        return this == OUT ? System.out : System.err;
    }

    /** Its size; follows a resize. Elsewhere than on a terminal a usual one. */
    public Window window() {
        if (!terminal) {
            return new Window(COLUMNS_ELSEWHERE, 0);
        }
        Window window = NativeTerminal.window(descriptor);
        return window == null ? new Window(0, 0) : window;
    }

    /** Whether standard output is one. */
    public static boolean isTerminal() {
        return OUT.terminal;
    }

    /** The width of standard output in characters. */
    public static int columns() {
        return OUT.window().columns();
    }
}
