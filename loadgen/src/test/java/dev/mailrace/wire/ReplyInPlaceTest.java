package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ReplyDecoder}: a reply that lies whole in a buffer gives what its bytes give one by one. */
class ReplyInPlaceTest {
    private static final int SEEDS = 500;

    /** A buffer of exactly these bytes, or with others before and behind them. */
    private enum Kind {
        HEAP,
        DIRECT,
        HEAP_BETWEEN_OTHERS,
        DIRECT_BETWEEN_OTHERS,
        READ_ONLY;

        ByteBuf of(byte[] bytes) {
            return switch (this) {
                case HEAP -> Unpooled.wrappedBuffer(bytes.clone());
                case DIRECT -> Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
                case HEAP_BETWEEN_OTHERS -> between(Unpooled.buffer(bytes.length + 24), bytes);
                case DIRECT_BETWEEN_OTHERS -> between(Unpooled.directBuffer(bytes.length + 24), bytes);
                case READ_ONLY -> Unpooled.wrappedBuffer(bytes.clone()).asReadOnly();
            };
        }

        /** The readable bytes end in the middle of what would be another line. */
        private static ByteBuf between(ByteBuf buffer, byte[] bytes) {
            buffer.writeBytes(ascii("550-x\r\n")).readerIndex(7).writeBytes(bytes);
            int end = buffer.writerIndex();
            return buffer.writeBytes(ascii("\r\n250 behind\r\n")).writerIndex(end);
        }
    }

    @Test
    void theLineFeedMayStandAnywhereInItsWord() {
        for (Kind kind : Kind.values()) {
            for (int length = 0; length <= 40; length++) {
                String text = "x".repeat(length);
                String bytes = "250-" + text + "\r\n250 " + text + "\r\n";
                assertThat(decodeAll(kind, Pieces.whole(ascii(bytes))))
                        .as("%s, %d characters", kind, length)
                        .containsExactly(new Reply(250, List.of(text, text)));
                assertThat(decodeAll(kind, Pieces.whole(ascii("354 " + text + "\r\n"))))
                        .as("%s, %d characters, one line", kind, length)
                        .containsExactly(new Reply(354, List.of(text)));
            }
        }
    }

    @Test
    void anIncompleteLineIsNotCompletedByWhatLiesBehindIt() {
        for (Kind kind : Kind.values()) {
            String line = "250 2.1.0 Ok\r\n";
            for (int cut = 0; cut < line.length(); cut++) {
                ReplyDecoder decoder = new ReplyDecoder();
                ByteBuf in = kind.of(ascii(line.substring(0, cut)));
                assertThat(decoder.decode(in)).as("%s, cut at %d", kind, cut).isEqualTo(ReplyDecoder.INCOMPLETE);
                in.release();
                ByteBuf rest = kind.of(ascii(line.substring(cut)));
                assertThat(decoder.decode(rest)).as("%s, cut at %d", kind, cut).isEqualTo(250);
                assertThat(decoder.reply().text()).isEqualTo("2.1.0 Ok");
                rest.release();
            }
        }
    }

    @Test
    void aBufferIsForgottenOnceItsBytesAreUsedUp() {
        ReplyDecoder decoder = new ReplyDecoder();
        for (int i = 0; i < 3; i++) {
            ByteBuf in = Kind.DIRECT.of(ascii("250 a\r\n250 bb\r\n"));
            assertThat(decoder.decode(in)).isEqualTo(250);
            assertThat(decoder.decode(in)).isEqualTo(250);
            assertThat(decoder.reply().text()).isEqualTo("bb");
            assertThat(decoder.decode(in)).isEqualTo(ReplyDecoder.INCOMPLETE);
            assertThat(in.refCnt()).isOne();
            in.release();
            assertThat(decoder.inReply()).isFalse();
        }
    }

    @Test
    void aTextThatWasReadStaysWhenItsBufferGoes() {
        ReplyDecoder decoder = new ReplyDecoder();
        ByteBuf in = Kind.DIRECT.of(ascii("550 5.7.1 no\r\n"));
        assertThat(decoder.decode(in)).isEqualTo(550);
        Reply reply = decoder.reply();
        in.release();
        assertThat(decoder.reply()).isEqualTo(reply);
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void wholeByteByByteAndCutGiveTheSameValues(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int replies = random.nextInt(1, 6); replies > 0; replies--) {
            appendReply(random, text);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        List<Object> expected = decodeAll(Kind.HEAP, Pieces.bytewise(bytes));
        for (Kind kind : Kind.values()) {
            for (Pieces way : List.of(Pieces.whole(bytes), Pieces.random(bytes, seed), Pieces.random(bytes, ~seed))) {
                assertThat(decodeAll(kind, way))
                        .as("seed %d, %s, %s", seed, kind, way.label())
                        .isEqualTo(expected);
            }
        }
    }

    /** Mostly plain, now and then with one thing that is rare or wrong. */
    private static void appendReply(SplittableRandom random, StringBuilder text) {
        int code = random.nextInt(16) == 0 ? random.nextInt(0, 1000) : random.nextInt(200, 600);
        int lines = random.nextInt(3) == 0 ? random.nextInt(1, 20) : 1;
        for (int line = 1; line <= lines; line++) {
            int shown = random.nextInt(60) == 0 ? code + 1 : code;
            text.append(random.nextInt(60) == 0 ? "\r\n".substring(random.nextInt(2)) : "");
            text.append(shown).append(random.nextInt(40) == 0 ? "" : line < lines ? "-" : " ");
            for (int i = random.nextInt(24); i > 0; i--) {
                text.append((char) (random.nextInt(50) == 0 ? random.nextInt(16) : random.nextInt(' ', 127)));
            }
            text.append(random.nextInt(20) == 0 ? "\n" : "\r\n");
        }
    }

    /** The replies, and what was wrong as a string at the end. */
    private static List<Object> decodeAll(Kind kind, Pieces way) {
        ReplyDecoder decoder = new ReplyDecoder();
        List<Object> got = new ArrayList<>();
        for (byte[] piece : way.pieces()) {
            ByteBuf in = kind.of(piece);
            int code = decoder.decode(in);
            while (code > 0) {
                assertThat(decoder.reply().code()).isEqualTo(code);
                got.add(decoder.reply());
                code = decoder.decode(in);
            }
            in.release();
            if (code == ReplyDecoder.MALFORMED) {
                got.add(String.valueOf(decoder.violation()));
                return got;
            }
        }
        got.add("in a reply: " + decoder.inReply());
        return decoder.inReply() ? got : got.subList(0, got.size() - 1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
