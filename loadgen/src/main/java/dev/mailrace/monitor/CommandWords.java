package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import java.util.ArrayList;
import java.util.List;

/** A command line as words, by the quotes of a shell and nothing else of it: {@code 'a b'}, {@code "a \"b\""}, {@code a\ b}. */
final class CommandWords {
    private static final String EXPECTED = "a command and its arguments, such as 'mailq', or sh -c '...' for a shell";

    private CommandWords() {}

    /** @throws Refusal where a quote has no end, or there is no word */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escapes = c == '\\' && quote != '\'';
            if (escapes && i + 1 == line.length()) {
                throw new Refusal("monitor", "exec:" + line + " ends with a backslash", EXPECTED);
            }
            if (escapes && (quote == 0 || line.charAt(i + 1) == '"' || line.charAt(i + 1) == '\\')) {
                word.append(line.charAt(++i));
                inWord = true;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new Refusal("monitor", "exec:" + line + " has a quote without an end", EXPECTED);
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new Refusal("monitor", "exec:" + line, EXPECTED);
        }
        return words;
    }
}
