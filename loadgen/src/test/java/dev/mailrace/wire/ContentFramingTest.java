package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link DotStuffer} and {@link ContentEnd}: what one makes, the other finds. */
class ContentFramingTest {
    private static final int CASES = 3_000;
    private static final String HEAVY = "\r\r\n\n..a";

    @ParameterizedTest
    @CsvSource({
        "'', '.|'",
        "'a', 'a|.|'",
        "'a|', 'a|.|'",
        "'.', '..|.|'",
        "'.|', '..|.|'",
        "'.a|.b', '..a|..b|.|'",
        "'a.|', 'a.|.|'",
        "'|', '|.|'",
        "'||.|', '||..|.|'",
        "'..', '...|.|'"
    })
    void aDotThatBeginsALineIsDoubled(String content, String expected) {
        // The bar stands for a line end, in each of its three forms.
        for (String lineEnd : new String[] {"\r\n", "\n", "\r"}) {
            assertThat(stuffed(Pieces.whole(ascii(content.replace("|", lineEnd)))))
                    .isEqualTo(expected.replace("|", "\r\n"));
        }
    }

    @Test
    void stuffingLosesNothingAtAnyFragmentation() {
        for (long seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String content = randomText(random, random.nextInt(60));
            String wire = stuffed(Pieces.random(ascii(content), seed));
            assertThat(stuffed(Pieces.whole(ascii(content))))
                    .as("seed %d", seed)
                    .isEqualTo(wire);
            assertThat(unstuffed(wire)).as("seed %d, %s", seed, quoted(content)).isEqualTo(withLineEnds(content));
        }
    }

    @Test
    void theEndIsFoundWhereTheStufferPutItAndNowhereElse() {
        for (long seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String wire = stuffed(Pieces.whole(ascii(randomText(random, random.nextInt(60)))));
            String followed = wire + randomText(random, random.nextInt(10));
            assertThat(endIn(Pieces.random(ascii(followed), seed)))
                    .as("seed %d, %s", seed, quoted(followed))
                    .isEqualTo(wire.length());
        }
    }

    @Test
    void onlyTheExactSequenceEndsContentAtAnyFragmentation() {
        for (long seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String raw = randomText(random, random.nextInt(80));
            int found = ("\r\n" + raw).indexOf("\r\n.\r\n"); // DATA's own line counts as CRLF.
            int expected = found < 0 ? ContentEnd.NOT_FOUND : found + 3;
            for (Pieces way :
                    new Pieces[] {Pieces.whole(ascii(raw)), Pieces.bytewise(ascii(raw)), Pieces.random(ascii(raw), seed)
                    }) {
                assertThat(endIn(way))
                        .as("seed %d, %s, %s", seed, way.label(), quoted(raw))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void theEndIsFoundAtEveryPlaceInLongText() {
        // Each place in a word, in each kind of buffer, with a line feed now and then where none ends the content.
        for (int before = 0; before < 60; before++) {
            for (int behind = 0; behind < 20; behind++) {
                for (String filler : new String[] {"a", "\n", ".", "\r", "\n."}) {
                    byte[] raw = ascii("b" + filler.repeat(before) + "\r\n.\r\n" + "c".repeat(behind));
                    int expected = ("\r\n" + new String(raw, StandardCharsets.US_ASCII)).indexOf("\r\n.\r\n") + 3;
                    ByteBuf direct = Unpooled.directBuffer(raw.length + 8)
                            .writeBytes(ascii("\r\n."))
                            .writeBytes(raw);
                    assertThat(new ContentEnd().find(direct.readerIndex(3)))
                            .as("%d, %d, %s", before, behind, quoted(filler))
                            .isEqualTo(expected + 3);
                    direct.release();
                    assertThat(endIn(Pieces.whole(raw))).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void longPiecesGiveWhatTheAutomatonGives() {
        for (long seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder();
            while (text.length() < 200) {
                text.append("a".repeat(random.nextInt(20))).append(randomText(random, random.nextInt(6)));
                text.append(random.nextInt(8) == 0 ? "\r\n.\r\n" : random.nextInt(3) == 0 ? "\r\n" : "");
            }
            byte[] raw = ascii(text.toString());
            int expected = endIn(Pieces.bytewise(raw)); // A piece of one byte goes through the automaton.
            assertThat(endIn(Pieces.whole(raw))).as("seed %d", seed).isEqualTo(expected);
            int cut = random.nextInt(raw.length);
            Pieces halves = new Pieces(
                    "cut at " + cut, List.of(Arrays.copyOf(raw, cut), Arrays.copyOfRange(raw, cut, raw.length)));
            assertThat(endIn(halves)).as("seed %d, %s", seed, halves.label()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\n.\n'", "'a\n.\r\n'", "'a\r\n.\n'", "'a\r.\r'", "'a\r\n.\r'", "'a\r\n..\r\n'", "'a\r\n.\r\r\n'"})
    void aLoneLineFeedAroundTheDotIsContent(String raw) {
        assertThat(endIn(Pieces.whole(ascii(raw)))).isEqualTo(ContentEnd.NOT_FOUND);
        assertThat(endIn(Pieces.bytewise(ascii(raw)))).isEqualTo(ContentEnd.NOT_FOUND);
    }

    @Test
    void contentsFollowOneAnotherInOneBuffer() {
        ContentEnd end = new ContentEnd();
        ByteBuf in = Unpooled.copiedBuffer("a\r\n.\r\n.\r\nb\r\n.\r\n", StandardCharsets.US_ASCII);
        for (int expected : new int[] {6, 9, 15}) {
            assertThat(end.find(in)).isEqualTo(expected);
            in.readerIndex(expected);
        }
        assertThat(end.find(in)).isEqualTo(ContentEnd.NOT_FOUND);
    }

    @Test
    void aStufferIsReadyForTheNextContent() {
        DotStuffer stuffer = new DotStuffer();
        ByteBuf out = Unpooled.buffer();
        for (String content : new String[] {"a\r", ".b", "c\n"}) {
            stuffer.stuff(Unpooled.copiedBuffer(content, StandardCharsets.US_ASCII), out);
            stuffer.finish(out);
        }
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("a\r\n.\r\n..b\r\n.\r\nc\r\n.\r\n");
    }

    private static String stuffed(Pieces way) {
        DotStuffer stuffer = new DotStuffer();
        ByteBuf out = Unpooled.buffer(4);
        for (byte[] piece : way.pieces()) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            stuffer.stuff(in, out);
            assertThat(in.isReadable()).isFalse();
        }
        stuffer.finish(out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    /** How many bytes up to and with the end, or {@link ContentEnd#NOT_FOUND}. */
    private static int endIn(Pieces way) {
        ContentEnd end = new ContentEnd();
        int before = 0;
        for (byte[] piece : way.pieces()) {
            int index = end.find(Unpooled.wrappedBuffer(piece));
            if (index != ContentEnd.NOT_FOUND) {
                return before + index;
            }
            before += piece.length;
        }
        return ContentEnd.NOT_FOUND;
    }

    /** The receiver's side by the book: RFC 5321 §4.5.2. */
    private static String unstuffed(String wire) {
        assertThat(wire).endsWith(".\r\n");
        StringBuilder content = new StringBuilder();
        for (String line : wire.substring(0, wire.length() - 3).split("(?<=\r\n)", -1)) {
            content.append(line.startsWith(".") ? line.substring(1) : line);
        }
        return content.toString();
    }

    private static String withLineEnds(String content) {
        String text = content.replaceAll("\r\n|\r|\n", "\r\n");
        return text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n";
    }

    private static String randomText(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(HEAVY.charAt(random.nextInt(HEAVY.length())));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
