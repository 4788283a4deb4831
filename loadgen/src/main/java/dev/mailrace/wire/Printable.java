package dev.mailrace.wire;

/** Text from a peer, made safe to show: control characters, escapes and direction marks become {@code ?}. */
public final class Printable {
    private Printable() {}

    /** The text with each character that is not plain printable replaced; at most as long as {@code text}. */
    public static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : '?'));
        return safe.toString();
    }

    /** As {@link #of(String)}, and cut to {@code charactersMax} characters with an ellipsis at the end. */
    public static String of(String text, int charactersMax) {
        String safe = of(text.length() <= charactersMax ? text : text.substring(0, charactersMax));
        return text.length() <= charactersMax ? safe : safe + "…";
    }

    private static boolean isPrintable(int c) {
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
