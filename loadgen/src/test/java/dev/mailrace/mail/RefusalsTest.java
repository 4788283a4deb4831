package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message that a user can get from this package, word for word. */
class RefusalsTest {
    private static final String LONG = "a".repeat(250);

    private final Path folder;
    private final Map<String, ThrowingCallable> refusals = new TreeMap<>();

    RefusalsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void texts() {
        refusals.put("argument: \"a?b\" (expected: no CR, LF or NUL)", () -> Feed.of("a\nb", 1, 1));
        refusals.put("pattern: \"%d-%d\" (expected: one %d; %% for a percent sign)", () -> Feed.of("%d-%d", 1, 1));
        refusals.put(
                "pattern: \"u%5d\" (expected: %d, or %01d to %018d; %% for a percent sign)",
                () -> Feed.of("u%5d", 1, 1));
        refusals.put(
                "pattern: \"u%019d\" (expected: %d, or %01d to %018d; %% for a percent sign)",
                () -> Feed.of("u%019d", 1, 1));
        refusals.put("range: 2..1 (expected: 0 <= first <= last <= 999999999999999999)", () -> Feed.of("u%d", 2, 1));
        refusals.put("range: -1..1 (expected: 0 <= first <= last <= 999999999999999999)", () -> Feed.of("u%d", -1, 1));
        checkAll();
    }

    @Test
    void addresses() {
        String noBlanks = " (expected: no blanks, control characters, '<' or '>')";
        refusals.put("address: \"\" (expected: local@domain)", () -> Feed.ofAddresses("", 1, 1));
        refusals.put("address: \"bob\" (expected: local@domain)", () -> Addresses.check("bob"));
        refusals.put("address: \"bob@\" (expected: local@domain)", () -> Addresses.check("bob@"));
        refusals.put("address: \"u7\" (expected: local@domain)", () -> Feed.ofAddresses("u%d", 1, 7));
        refusals.put("address: \"a b@example.test\"" + noBlanks, () -> Addresses.check("a b@example.test"));
        refusals.put("address: \"<a@example.test>\"" + noBlanks, () -> Feed.ofSenders("<a@example.test>", 1, 1));
        refusals.put("address: \"<>\"" + noBlanks, () -> Feed.ofAddresses("<>", 1, 1));
        refusals.put("address: \"a?@example.test\"" + noBlanks, () -> Addresses.check("a\u0007@example.test"));
        refusals.put("address: \" \"" + noBlanks, () -> Addresses.check(" "));
        refusals.put(
                "address: \"a@example.test;b@example.test\" (expected: one address, or several with commas between)",
                () -> Feed.ofAddresses("a@example.test;b@example.test", 1, 1));
        refusals.put(
                "address: \"\"odd user@example.test\" (expected: a closing quote, then @domain)",
                () -> Addresses.check("\"odd user@example.test"));
        refusals.put(
                "address: \"\"a\"b@example.test\" (expected: local@domain)",
                () -> Addresses.check("\"a\"b@example.test"));
        refusals.put(
                "address: \"a\"b\"@example.test\" (expected: quotes around all of the local part, or none)",
                () -> Addresses.check("a\"b\"@example.test"));
        refusals.put("address: \"\"a\"@exa mple.test\"" + noBlanks, () -> Addresses.check("\"a\"@exa mple.test"));
        refusals.put(
                "pattern: \"a%d@a.test,b@a.test\" (expected: no pattern in a list)",
                () -> Feed.ofAddresses("a%d@a.test,b@a.test", 1, 1));
        refusals.put("address: \"x\" (expected: local@domain)", () -> Addresses.list("a@example.test,x"));
        refusals.put(
                "address: \"" + "a".repeat(80) + "…\" (expected: at most 254 bytes)",
                () -> Addresses.check(LONG + "@a.test"));
        checkAll();
        Addresses.check("a".repeat(247) + "@a.test");
        Addresses.check("Postmaster");
        Addresses.check("jürgen@example.test");
        Addresses.check("\"odd user\"@example.test");
        Addresses.check("\"doe, john\"@example.test");
        Addresses.check("\"a@b <\\\"c\\\">\"@example.test");
    }

    @Test
    void sizes() {
        String expected = " (expected: bytes, or a number with k, m, g, kB, MB or GB)";
        refusals.put("size: \"\"" + expected, () -> SizeDistribution.parse(""));
        refusals.put("size: \"4x\"" + expected, () -> SizeDistribution.parse("4x"));
        refusals.put("size: \"KB\"" + expected, () -> SizeDistribution.parse("1k-KB"));
        refusals.put("size: \"1.5k\"" + expected, () -> SizeDistribution.parse("1.5k"));
        refusals.put("size: \"2g\" (expected: at most 1g)", () -> SizeDistribution.parse("2g"));
        refusals.put("size: \"1073741825\" (expected: at most 1g)", () -> SizeDistribution.parse("1073741825"));
        refusals.put("size: \"9999999999g\" (expected: at most 1g)", () -> SizeDistribution.parse("9999999999g"));
        refusals.put("size: \"2k-1k\" (expected: the smaller size first)", () -> SizeDistribution.parse("2k-1k"));
        refusals.put(
                "size: \"2k\" (expected: a weight after a colon, as the others have)",
                () -> SizeDistribution.parse("1k:5,2k"));
        refusals.put("weight: \"0\" (expected: a number > 0 and <= 1e9)", () -> SizeDistribution.parse("1k:0"));
        refusals.put("weight: \"x\" (expected: a number > 0 and <= 1e9)", () -> SizeDistribution.parse("1k:x"));
        refusals.put("weight: \"NaN\" (expected: a number > 0 and <= 1e9)", () -> SizeDistribution.parse("1k:NaN"));
        refusals.put("sizes: 101 parts (expected: at most 100)", () -> SizeDistribution.parse("1" + ",1".repeat(100)));
        checkAll();
    }

    @Test
    void csvFiles() throws IOException {
        String expected = " (expected: a readable CSV file in UTF-8)";
        refuseCsv("missing.csv: no such file" + expected, folder.resolve("missing.csv"));
        refuseCsv(folder.getFileName() + ": a folder" + expected, folder);
        refuseCsv("empty.csv: no rows (expected: at least one)", file("empty.csv", ""));
        refuseCsv("comment.csv: no rows (expected: at least one)", file("comment.csv", "# a\n\n"));
        refuseCsv("header.csv: no rows (expected: at least one below the header)", file("header.csv", "x,address\n"));
        refuseCsv("short.csv:4: 1 column (expected: at least 2 columns)", file("short.csv", "x,address\n1,a\n\n2\n"));
        refuseCsv("quote.csv:2: a quote without its end" + expected, file("quote.csv", "address\n\"a"));
        refuseCsv(
                "lines.csv:2: argument: \"a?b\" (expected: no CR, LF or NUL)",
                file("lines.csv", "address\n\"a\nb\"\n"));
        Path latin1 = folder.resolve("latin1.csv");
        Files.write(latin1, "jürgen\n".getBytes(StandardCharsets.ISO_8859_1));
        refuseCsv("latin1.csv: not UTF-8" + expected, latin1);
        Path wrong = file("wrong.csv", "# people\na@example.test\nbob\n");
        refusals.put(
                wrong + ":3: address: \"bob\" (expected: local@domain)", () -> Feed.ofAddresses("@" + wrong, 1, 1));
        refusals.put("position: -1 (expected: >= 0)", () -> Feed.ofCsv(wrong, "address", -1));
        checkAll();
    }

    @Test
    void messages() throws IOException {
        Path empty = file("empty.eml", "");
        Path missing = folder.resolve("missing.eml");
        Path bare = Files.createDirectory(folder.resolve("bare"));
        String expected = " (expected: a message, an mbox file, a Maildir, or a folder of them)";
        refusals.put(empty + ": empty" + expected, () -> Corpus.ofFiles(empty, 1, false));
        refusals.put(missing + ": no such file" + expected, () -> Corpus.ofFiles(missing, 1, false));
        refusals.put(bare + ": no messages in this folder" + expected, () -> Corpus.ofFiles(bare, 1, false));
        checkAll();
    }

    @Test
    void plans() {
        Feed one = Feed.of("a@example.test", 1, 1);
        String expected = "(expected: 1 to 40 letters, digits, '-' or '_')";
        refusals.put("recipients: 0 (expected: 1 to 10000)", () -> new Envelopes(one, one, 0));
        refusals.put("recipients: 10001 (expected: 1 to 10000)", () -> new Envelopes(one, one, 10_001));
        refusals.put("run id: \"\" " + expected, () -> new Stamp(""));
        refusals.put("run id: \"a.b\" " + expected, () -> new Stamp("a.b"));
        refusals.put("run id: \"" + "a".repeat(41) + "\" " + expected, () -> Stamp.checkRunId("a".repeat(41)));
        refusals.put(
                "stamp: -1, 0 (expected: a sequence >= 0, due at 0 to 9999999999999999)",
                () -> new Stamp("r").set(-1, 0));
        refusals.put(
                "stamp: 0, 10000000000000000 (expected: a sequence >= 0, due at 0 to 9999999999999999)",
                () -> new Stamp("r").set(0, Stamp.DUE_MICROS_MAX + 1));
        checkAll();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void refuseCsv(String message, Path file) {
        Path parent = file.getParent();
        assertThat(parent).isNotNull();
        refusals.put(parent + "/" + message, () -> Feed.ofCsv(file, "address", 1));
    }

    private void checkAll() {
        refusals.forEach((message, call) -> assertThatThrownBy(call)
                .as(message)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message));
    }
}
