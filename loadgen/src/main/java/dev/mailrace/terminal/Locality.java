package dev.mailrace.terminal;

import org.jspecify.annotations.Nullable;

/** What this machine's locale can spell. Other characters have been replaced before they could be refused. */
public final class Locality {
    private static final char REPLACEMENT = '\ufffd';
    private static final String EXPECTED = " (expected: a locale of UTF-8, such as LC_ALL=C.UTF-8)";

    private Locality() {}

    /** What has been lost of a command line or of the folder that it was typed in; null: nothing. */
    public static @Nullable String unspelled(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (isLossy(arguments[i])) {
                return "argument " + (i + 1) + " holds characters that the locale's character set, "
                        + System.getProperty("sun.jnu.encoding") + ", does not have" + EXPECTED;
            }
        }
        return isLossy(System.getProperty("user.dir", ""))
                ? "the name of the working folder holds characters that the locale's character set does not have"
                        + EXPECTED
                : null;
    }

    /** Whether characters of a text from outside were replaced. */
    public static boolean isLossy(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }
}
