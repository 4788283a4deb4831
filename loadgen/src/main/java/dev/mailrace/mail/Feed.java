package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Numbered texts: one text, a pattern with a range of numbers, or a list. Immutable; any thread may use it.
 *
 * <p>Every index is good: it wraps at {@link #size}. No text holds CR, LF or NUL.
 */
public sealed interface Feed permits PatternFeed, ListFeed {
    /**
     * A pattern when {@code text} holds one {@code %d} or {@code %05d} (padded with zeros) with no letter behind it, else one
     * text for every index. {@code %%} is a percent sign; any other is itself.
     *
     * @param first the pattern's first number, at least 0; of no meaning for one text
     * @param last the pattern's last number, included
     * @throws Refusal in one line that says what was expected
     */
    static Feed of(String text, long first, long last) {
        return PatternFeed.parse(text, first, last);
    }

    /**
     * One text for every index, which no message shows.
     *
     * @param name what is shown instead
     * @throws Refusal when it holds CR, LF or NUL
     */
    static Feed ofSecret(String name, String text) {
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new Refusal(name, "several lines, or NUL", "one line");
        }
        return ListFeed.of(name, List.of(text));
    }

    /** As {@link #of}, where no message shows the pattern but {@code name}. */
    static Feed ofSecretPattern(String name, String text, long first, long last) {
        return PatternFeed.parseSecret(name, text, first, last);
    }

    /**
     * A column of a CSV file (RFC 4180, UTF-8). Blank lines and lines that start with {@code #} count for nothing.
     *
     * @param column the column's name; when the first row does not name it (in any case), that row is a text as the
     *     others are
     * @param position which column to use then, from 0
     * @throws Refusal in one line with the file, the line, and what was expected
     */
    static Feed ofCsv(Path file, String column, int position) {
        return new CsvColumn(file, column, position).read(text -> text);
    }

    /**
     * Recipients.
     *
     * @param spec an address, addresses with commas between, a pattern as in {@link #of}, or {@code @file.csv}: its
     *     column {@code address} or {@code email}, else its first
     * @param first the pattern's first number, at least 0
     * @param last the pattern's last number, included
     * @throws Refusal in one line, also when {@link Addresses} refuses one
     */
    static Feed ofAddresses(String spec, long first, long last) {
        if (spec.startsWith("@")) {
            return column(spec.substring(1)).read(Addresses::recipient);
        }
        Feed feed = of(spec.strip(), first, last);
        if (Addresses.isList(spec)) {
            if (feed instanceof PatternFeed) {
                throw PatternFeed.refused(spec, "no pattern in a list");
            }
            return ListFeed.of(spec, Addresses.list(feed.text(0)));
        }
        Addresses.check(feed.text(feed.size() - 1)); // The longest; the others differ in digits only.
        return feed;
    }

    /** Senders: as {@link #ofAddresses}, and {@code <>} or an empty {@code spec} is the null sender. */
    static Feed ofSenders(String spec, long first, long last) {
        if (spec.startsWith("@")) {
            return column(spec.substring(1)).read(Addresses::sender);
        }
        if (spec.isBlank() || spec.strip().equals(Addresses.NULL_SENDER)) {
            return ListFeed.of(Addresses.NULL_SENDER, List.of(""));
        }
        return ofAddresses(spec, first, last);
    }

    private static CsvColumn column(String file) {
        return new CsvColumn(
                UserFile.path("address", file),
                List.of(
                        "address",
                        "email",
                        "e-mail",
                        "email address",
                        "mail",
                        "recipient",
                        "to",
                        "rcpt",
                        "from",
                        "sender"),
                0);
    }

    /** As it is written to files: names and plain values, and nothing of a secret. */
    Map<String, Object> describe();

    /** How many texts there are, at least 1. */
    long size();

    /** The text at {@code index}, which wraps. */
    String text(long index);

    /** How many bytes {@link #write} appends. */
    int bytesAt(long index);

    /**
     * Appends the text at {@code index}, which wraps, in UTF-8; allocates nothing.
     *
     * @param out borrowed
     */
    void write(long index, ByteBuf out);
}
