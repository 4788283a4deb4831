package dev.mailrace.cli;

import dev.mailrace.terminal.Screen;
import picocli.CommandLine.Help.Ansi;

/** Whether output is coloured: on a terminal, unless NO_COLOR is set (https://no-color.org). */
public final class Colours {
    private Colours() {}

    /** On standard output. */
    static Ansi of(boolean noColour) {
        return of(noColour, Screen.OUT);
    }

    static Ansi of(boolean noColour, Screen screen) {
        String variable = System.getenv("NO_COLOR");
        return noColour || (variable != null && !variable.isEmpty()) || !screen.isDrawable() ? Ansi.OFF : Ansi.ON;
    }
}
