package dev.mailrace.terminal;

import java.io.PrintStream;
import org.jline.nativ.CLibrary;

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
        try {
            return CLibrary.isatty(descriptor) != 0;
        } catch (LinkageError e) {
            return false; // Whatever this is, it is nothing to draw on.
        }
    }

    /** Whether it can be drawn on. */
    public boolean isDrawable() {
        return terminal;
    }

    public PrintStream stream() {
        return this == OUT ? System.out : System.err;
    }

    /** Its size; follows a resize. Elsewhere than on a terminal a usual one. */
    @SuppressWarnings("UnsafeFinalization") // The long is the number of a request, nothing that a finalizer frees.
    public Window window() {
        if (!terminal) {
            return new Window(COLUMNS_ELSEWHERE, 0);
        }
        CLibrary.WinSize size = new CLibrary.WinSize();
        int result = CLibrary.ioctl(descriptor, CLibrary.TIOCGWINSZ, size);
        return result == 0 ? new Window(size.ws_col & 0xffff, size.ws_row & 0xffff) : new Window(0, 0);
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
