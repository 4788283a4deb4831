package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyDecoderTest {
    private static final int SEEDS = 20;

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("a plain line", "250 OK\r\n", List.of(reply(250, "OK"))),
                arguments("a bare code", "250\r\n", List.of(reply(250, ""))),
                arguments("no text", "250 \r\n", List.of(reply(250, ""))),
                arguments("two blanks", "334  \r\n", List.of(reply(334, " "))),
                arguments("LF alone", "250 OK\n", List.of(reply(250, "OK"))),
                arguments("a bare code and LF alone", "250\n", List.of(reply(250, ""))),
                arguments("CR inside", "250 a\rb\r\n", List.of(reply(250, "a\rb"))),
                arguments("CR twice", "250 a\r\r\n", List.of(reply(250, "a\r"))),
                arguments("NUL inside", "250 a\0b\r\n", List.of(reply(250, "a\0b"))),
                arguments("several lines", "250-a\r\n250-b\r\n250 c\r\n", List.of(reply(250, "a", "b", "c"))),
                arguments("LF alone on all lines", "250-a\n250-b\n250 c\n", List.of(reply(250, "a", "b", "c"))),
                arguments("mixed line ends", "250-a\n250-b\r\n250 c\n", List.of(reply(250, "a", "b", "c"))),
                arguments("a last line that is a bare code", "250-a\r\n250\r\n", List.of(reply(250, "a", ""))),
                arguments("empty lines", "250-\r\n250-\r\n250 \r\n", List.of(reply(250, "", "", ""))),
                arguments(
                        "blank behind the hyphen",
                        "250- 317 byte\r\n250 OK\r\n",
                        List.of(reply(250, " 317 byte", "OK"))),
                arguments("glued to the next", "250 a\r\n354 b\r\n", List.of(reply(250, "a"), reply(354, "b"))),
                arguments(
                        "glued bare codes",
                        "250\r\n250\r\n250\n",
                        List.of(reply(250, ""), reply(250, ""), reply(250, ""))),
                arguments(
                        "lines that look like another reply",
                        "550-250 a\r\n550 b\r\n",
                        List.of(reply(550, "250 a", "b"))),
                arguments("UTF-8", "214 mañana\r\n", List.of(reply(214, "mañana"))),
                arguments("codes at the limits", "200 a\r\n599 b\r\n", List.of(reply(200, "a"), reply(599, "b"))),
                arguments(
                        "LF inside a line of several",
                        "214-a\nb\r\n214-c\n\n d\r\n214 e\r\n",
                        List.of(reply(214, "a", "b", "c", "", " d", "e"))),
                arguments("100 lines", lines(100), List.of(new Reply(250, Collections.nCopies(100, "x")))),
                arguments(
                        "as many lines as allowed",
                        lines(ReplyDecoder.LINES_MAX),
                        List.of(new Reply(250, Collections.nCopies(ReplyDecoder.LINES_MAX, "x")))),
                arguments(
                        "as long a reply as allowed",
                        ("250-" + "x".repeat(ReplyDecoder.LINE_BYTES_MAX - 6) + "\r\n").repeat(15) + "250 "
                                + "x".repeat(ReplyDecoder.LINE_BYTES_MAX - 6) + "\r\n",
                        List.of(new Reply(250, Collections.nCopies(16, "x".repeat(ReplyDecoder.LINE_BYTES_MAX - 6))))),
                arguments(
                        "as long a line as allowed",
                        "250 " + "x".repeat(ReplyDecoder.LINE_BYTES_MAX - 6) + "\r\n250 b\r\n",
                        List.of(reply(250, "x".repeat(ReplyDecoder.LINE_BYTES_MAX - 6)), reply(250, "b"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wellFormed")
    void readsEveryShapeAtEveryFragmentation(String shape, String bytes, List<Reply> expected) {
        for (Pieces way : Pieces.everyWay(bytes.getBytes(StandardCharsets.UTF_8), SEEDS)) {
            assertThat(decodeAll(way)).as(way.label()).isEqualTo(expected);
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("25x OK\r\n", "begins with no code: \"25x OK\""),
                arguments("2\r\n", "begins with no code: \"2\""),
                arguments("25\n", "begins with no code: \"25\""),
                arguments("\r\n", "begins with no code: \"\""),
                arguments("\n", "begins with no code: \"\""),
                arguments("999 x\r\n", "begins with no code: \"999 x\""),
                arguments("199 x\r\n", "begins with no code: \"199 x\""),
                arguments("600 x\r\n", "begins with no code: \"600 x\""),
                arguments("250_x\r\n", "begins with no code: \"250_x\""),
                arguments("2500 x\r\n", "begins with no code: \"2500 x\""),
                arguments(" 250 x\r\n", "begins with no code: \" 250 x\""),
                arguments("2/0 x\r\n", "begins with no code"),
                arguments("25: x\r\n", "begins with no code"),
                arguments("\u001b[2J\r\n", "begins with no code: \"?[2J\""),
                arguments("* BAD Invalid PROXY header\r\n", "begins with no code: \"* BAD Invalid PROXY header\""),
                arguments("HTTP/1.1 400 " + "x".repeat(80) + "\r\n", "x…\""),
                arguments("250-a\r\nb\r\n250 c\r\n", "begins with no code: \"b\""),
                arguments("250-a\nb\r\nc\r\n", "begins with no code: \"c\""),
                arguments("220-host\r\n250-host\r\n", "changes its code from 220 to 250 on line 2"),
                arguments("250-a\r\n250-b\r\n421 c\r\n", "changes its code from 250 to 421 on line 3"),
                arguments(
                        "250 " + "x".repeat(ReplyDecoder.LINE_BYTES_MAX) + "\r\n",
                        "a reply line is longer than 4096 bytes"),
                arguments(
                        "250 " + "x".repeat(ReplyDecoder.LINE_BYTES_MAX - 5) + "\r\n",
                        "a reply line is longer than 4096 bytes"),
                arguments("x".repeat(ReplyDecoder.LINE_BYTES_MAX + 1), "a reply line is longer than 4096 bytes"),
                arguments(lines(ReplyDecoder.LINES_MAX + 1), "a reply has more than 512 lines"),
                arguments(("250-" + "x".repeat(4000) + "\r\n").repeat(17), "a reply is longer than 65536 bytes"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("malformed")
    void refusesByNameAtEveryFragmentation(String bytes, String name) {
        for (Pieces way : Pieces.everyWay(("220 ok\r\n" + bytes).getBytes(StandardCharsets.UTF_8), SEEDS)) {
            List<Object> got = decodeAll(way);
            assertThat(got).as(way.label()).hasSize(2).startsWith(reply(220, "ok"));
            assertThat((String) got.get(1)).as(way.label()).contains(name);
        }
    }

    @Test
    void staysMalformedOnceItIs() {
        ReplyDecoder decoder = new ReplyDecoder();
        assertThat(decoder.decode(bytes("nonsense\r\n"))).isEqualTo(ReplyDecoder.MALFORMED);
        String first = decoder.violation();
        assertThat(decoder.decode(bytes("250 OK\r\n"))).isEqualTo(ReplyDecoder.MALFORMED);
        assertThat(decoder.violation()).isEqualTo(first);
        assertThatThrownBy(decoder::reply).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopsBehindTheReplyAndLeavesTheNextInTheBuffer() {
        ReplyDecoder decoder = new ReplyDecoder();
        ByteBuf in = bytes("250 a\r\n354 b\r\n5");
        assertThat(decoder.decode(in)).isEqualTo(250);
        assertThat(in.readerIndex()).isEqualTo(7);
        assertThat(decoder.decode(in)).isEqualTo(354);
        assertThat(decoder.reply()).isEqualTo(reply(354, "b"));
        assertThat(decoder.decode(in)).isEqualTo(ReplyDecoder.INCOMPLETE);
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void knowsWhenAReplyHasBegunAndNotEnded() {
        ReplyDecoder decoder = new ReplyDecoder();
        assertThat(decoder.inReply()).isFalse();
        decoder.decode(bytes("2"));
        assertThat(decoder.inReply()).isTrue();
        decoder.decode(bytes("50-a\r\n"));
        assertThat(decoder.inReply()).isTrue();
        decoder.decode(bytes("250 b\r\n"));
        assertThat(decoder.inReply()).isFalse();
        decoder.decode(bytes(""));
        assertThat(decoder.inReply()).isFalse();
    }

    @Test
    void aReplyIsOnlyToBeHadWhileItIsTheLast() {
        ReplyDecoder decoder = new ReplyDecoder();
        assertThatThrownBy(decoder::reply)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no complete reply");
        decoder.decode(bytes("250 a\r\n"));
        assertThat(decoder.reply()).isEqualTo(decoder.reply());
        decoder.decode(bytes("250-b"));
        assertThatThrownBy(decoder::reply).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsOnAfterALongReply() {
        ReplyDecoder decoder = new ReplyDecoder();
        assertThat(decoder.decode(bytes(lines(300)))).isEqualTo(250);
        assertThat(decoder.decode(bytes("354 go\r\n"))).isEqualTo(354);
        assertThat(decoder.reply()).isEqualTo(reply(354, "go"));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomBytesGiveTheSameAtAnyFragmentation(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "22255504-  \r\n\nx";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append("250-a\r\n");
                case 1 -> text.append("250 b\r\n");
                default -> text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        List<Object> whole = decodeAll(Pieces.whole(bytes));
        for (Pieces way : Pieces.everyWay(bytes, SEEDS)) {
            assertThat(decodeAll(way)).as("seed %d, %s", seed, way.label()).isEqualTo(whole);
        }
    }

    /** The replies, and what was wrong as a string at the end. */
    private static List<Object> decodeAll(Pieces way) {
        ReplyDecoder decoder = new ReplyDecoder();
        List<Object> got = new ArrayList<>();
        for (byte[] piece : way.pieces()) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            for (int code = decoder.decode(in); code != ReplyDecoder.INCOMPLETE; code = decoder.decode(in)) {
                if (code == ReplyDecoder.MALFORMED) {
                    got.add(String.valueOf(decoder.violation()));
                    return got;
                }
                assertThat(decoder.reply().code()).isEqualTo(code);
                got.add(decoder.reply());
            }
            assertThat(in.isReadable()).isFalse();
        }
        return got;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static Reply reply(int code, String... lines) {
        return new Reply(code, List.of(lines));
    }

    private static String lines(int count) {
        return "250-x\r\n".repeat(count - 1) + "250 x\r\n";
    }
}
