package dev.mailrace.report;

import dev.mailrace.runfile.JsonFile;
import java.util.List;

/**
 * Text as Markdown, as GitHub reads it. What a server, a file or its name says stays text: it makes no heading, link,
 * picture, mention, formula or HTML.
 */
final class Markdown {
    private Markdown() {}

    /** As part of a line. */
    static String text(String text) {
        return JsonFile.printable(text)
                .replaceAll("[\\\\`*_{}\\[\\]<>|~^$]", "\\\\$0")
                .replace("&", "&amp;")
                .replaceAll("[@#]|:(?=//)|(?i:www)(?=\\.)", "$0&#8203;"); // An invisible space ends a mention or link.
    }

    /** In a fixed width, word for word. */
    static String code(String text) {
        String safe = JsonFile.printable(text);
        String fence = "`";
        while (safe.contains(fence)) {
            fence += "`";
        }
        boolean padded = safe.startsWith("`") || safe.endsWith("`") || safe.isBlank();
        return fence + (padded ? " " : "") + safe + (padded ? " " : "") + fence;
    }

    /** A row of a table; its cells are {@link #text} or constants. */
    static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
