package dev.mailrace.delivery;

/** Text in which {@code +} and two hexadecimal digits stand for a character (RFC 3461 §4). */
final class Xtext {
    private Xtext() {}

    /** What is no such code stays as it is. */
    static String decoded(String text) {
        int plus = text.indexOf('+');
        if (plus < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isCode = c == '+'
                    && i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0
                    && Character.digit(text.charAt(i + 2), 16) >= 0;
            if (isCode) {
                decoded.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }
}
