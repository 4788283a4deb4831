package dev.mailrace.terminal;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A standard stream of this process: whether it is a terminal that can be drawn on, and how large. Any thread may ask. */
public enum Screen {
    OUT(1),
    ERR(2);

    private static final int COLUMNS_ELSEWHERE = 100;

    private final int descriptor;
    private final boolean terminal;
    private final boolean drawable;

    Screen(int descriptor) {
        this.descriptor = descriptor;
        terminal = NativeTerminal.is(descriptor);
        drawable = terminal && canDraw();
    }

    /** Some know nothing of an alternate screen, or not without being asked to. */
    private static boolean canDraw() {
        String type = System.getenv("TERM");
        boolean inScreen = System.getenv("STY") != null && System.getenv("TMUX") == null; // GNU screen.
        return !isDumb(type) && !"linux".equals(type) && !inScreen;
    }

    private static boolean isDumb(@Nullable String type) {
        return type == null || type.startsWith("dumb");
    }

    /** Whether it can be drawn on. */
    public boolean isDrawable() {
        return drawable;
    }

    /** Whether it is a terminal of which nothing else is known. */
    boolean isDumb() {
        return terminal && isDumb(System.getenv("TERM"));
    }

    public PrintStream stream() {
        return this == OUT ? System.out : System.err;
    }

    /** Its size; follows a resize. Of a file or a pipe a usual one: no wider than the terminal beside it, on which a pager is. */
    public Window window() {
        if (terminal) {
            Window window = NativeTerminal.window(descriptor);
            return window == null ? new Window(0, 0) : window;
        }
        Screen beside = this == OUT ? ERR : OUT;
        int columns =
                beside.terminal ? Math.min(COLUMNS_ELSEWHERE, beside.window().columns()) : COLUMNS_ELSEWHERE;
        return new Window(columns, 0);
    }

    /** Whether standard output is one. */
    public static boolean isTerminal() {
        return OUT.drawable;
    }

    /** The width of standard output in characters. */
    public static int columns() {
        return OUT.window().columns();
    }
}
