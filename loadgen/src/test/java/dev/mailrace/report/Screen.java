package dev.mailrace.report;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows after some output, and its scrollback. It knows the sequences that we may use and refuses all
 * others; every character takes one column.
 */
public final class Screen {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??[0-9;]*)([A-Za-z])");

    private static final Pattern BEGUN = Pattern.compile("\u001b(\\[\\??[0-9;]*)?");

    private int columns;
    private int height;
    private final Grid ordinary;
    private Grid shown;
    private boolean wrapping = true;
    private String begun = ""; // A sequence of which the rest has not come yet.

    public Screen(int columns, int height) {
        this.columns = columns;
        this.height = height;
        ordinary = new Grid(columns, height, true);
        shown = ordinary;
    }

    static Screen of(byte[] output, int columns, int height) {
        Screen screen = new Screen(columns, height);
        screen.show(new String(output, StandardCharsets.UTF_8));
        return screen;
    }

    /** Takes some output; a sequence may be split between two pieces of it. */
    public void show(String piece) {
        String output = begun + piece;
        begun = "";
        Matcher sequence = SEQUENCE.matcher(output);
        for (int i = 0; i < output.length(); ) {
            char c = output.charAt(i);
            if (c == '\u001b') {
                if (BEGUN.matcher(output.substring(i)).matches()) {
                    begun = output.substring(i);
                    return;
                }
                if (!sequence.find(i) || sequence.start() != i) {
                    throw new AssertionError("a broken sequence at " + i);
                }
                obey(sequence.group());
                i = sequence.end();
                continue;
            }
            shown.put(c, wrapping);
            i++;
        }
    }

    private void obey(String sequence) {
        switch (sequence.substring(2)) {
            case "H" -> shown.home();
            case "K" -> shown.eraseRestOfLine();
            case "J" -> shown.eraseBelow();
            case "?7l" -> wrapping = false;
            case "?7h" -> wrapping = true;
            case "?1049h" -> shown = new Grid(columns, height, false);
            case "?1049l" -> shown = ordinary;
            default -> {
                if (!sequence.endsWith("m")) { // Styles are not shown.
                    throw new AssertionError(
                            "sequence " + sequence.substring(2) + " (expected: H, J, K, m, ?7h, ?7l, ?1049h, ?1049l)");
                }
            }
        }
    }

    /** The user drags a corner of the window. */
    public void resize(int newColumns, int newHeight) {
        columns = newColumns;
        height = newHeight;
        ordinary.resize(columns, height);
        if (shown != ordinary) {
            shown.resize(columns, height);
        }
    }

    /** Whether the alternate screen is shown. */
    public boolean isAlternate() {
        return shown != ordinary;
    }

    /** What is seen now, without the empty rows at the end. */
    public String seen() {
        return shown.text(false);
    }

    /** What the ordinary screen and the scrollback hold, without the empty rows at the end. */
    public String kept() {
        return ordinary.text(true);
    }
}
