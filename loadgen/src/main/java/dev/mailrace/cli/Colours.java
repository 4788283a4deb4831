package dev.mailrace.cli;

import picocli.CommandLine.Help.Ansi;

/** Whether output is coloured: on a terminal, unless somebody said no (https://no-color.org). */
final class Colours {
    private Colours() {}

    static Ansi of(boolean noColour) {
        String variable = System.getenv("NO_COLOR");
        return noColour || (variable != null && !variable.isEmpty()) || !Screen.isTerminal() ? Ansi.OFF : Ansi.ON;
    }
}
