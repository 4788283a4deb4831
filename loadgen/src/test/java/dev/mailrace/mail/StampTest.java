package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk")
class StampTest {
    private static final long DUE = 1_767_225_600_123_456L;

    @Test
    void theFieldsAreThese() {
        Stamp stamp = new Stamp("run-1");
        stamp.set(0xf2a, DUE);
        assertThat(written(stamp::writeFields)).isEqualTo("""
                X-Mailrace: run=run-1; seq=3882; due=1767225600123456
                Message-ID: <run-1.0000000000000f2a@mailrace.example>
                Date: Thu, 01 Jan 2026 00:00:00 +0000
                """.replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 999_999, Long.MAX_VALUE})
    void theFieldsAreAsLongAsSaid(long sequence) {
        for (String runId : new String[] {"r", "a".repeat(Stamp.RUN_ID_CHARACTERS_MAX)}) {
            for (long due : new long[] {0, DUE, Stamp.DUE_MICROS_MAX}) {
                Stamp stamp = new Stamp(runId);
                stamp.set(sequence, due);
                assertThat(written(stamp::writeFields)).hasSize(Stamp.fieldsBytes(Stamp.Fields.ALL, runId, sequence));
            }
        }
    }

    @Test
    void messageIdsDifferForEverySequenceAndRun() {
        Set<String> seen = new HashSet<>();
        for (String runId : new String[] {"a", "b"}) {
            Stamp stamp = new Stamp(runId);
            for (int sequence = 0; sequence < 100_000; sequence++) {
                stamp.set(sequence, 0);
                assertThat(seen.add(field(stamp, "Message-ID"))).isTrue();
            }
        }
    }

    @Test
    void datesAreWhatTheJdkReads() {
        SplittableRandom random = new SplittableRandom(11);
        Stamp stamp = new Stamp("r");
        for (int i = 0; i < 2_000; i++) {
            long due = random.nextLong(Stamp.DUE_MICROS_MAX + 1);
            stamp.set(i, due);
            String date = field(stamp, "Date");
            assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .isEqualTo(Instant.ofEpochSecond(due / 1_000_000));
        }
    }

    @Test
    void theDateFollowsTheSecond() {
        Stamp stamp = new Stamp("r");
        assertThat(field(stamp, "Date")).isEqualTo("Thu, 01 Jan 1970 00:00:00 +0000");
        stamp.set(0, 1_999_999);
        assertThat(field(stamp, "Date")).isEqualTo("Thu, 01 Jan 1970 00:00:01 +0000");
        stamp.set(1, 2_000_000);
        assertThat(field(stamp, "Date")).isEqualTo("Thu, 01 Jan 1970 00:00:02 +0000");
        stamp.set(2, 0);
        assertThat(field(stamp, "Date")).isEqualTo("Thu, 01 Jan 1970 00:00:00 +0000");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1767225600123456", "9223372036854775807, 9999999999999999"})
    void whatWasWrittenIsReadBack(long sequence, long due) {
        Stamp stamp = new Stamp("Run_1-x");
        stamp.set(sequence, due);
        assertThat(find(written(stamp::writeFields))).isEqualTo(new Stamp.Mark("Run_1-x", sequence, due));
    }

    @Test
    void transportDoesNotHideIt() {
        Stamp stamp = new Stamp("r1");
        stamp.set(5, DUE);
        Stamp.Mark mark = new Stamp.Mark("r1", 5, DUE);
        String trace = "Return-Path: <>\r\nReceived: from a (b [127.0.0.1])\r\n\tby c; X-Mailrace: run=no\r\n";
        assertThat(find(trace + written(stamp::writeFields) + "\r\ntext\r\n")).isEqualTo(mark);
        String withLf = (trace + written(stamp::writeFields)).replace("\r\n", "\n");
        assertThat(find(withLf)).isEqualTo(mark);
        assertThat(find("A: b\r\nx-mailrace:run=r1;\r\n seq=5;\r\n\tdue=" + DUE))
                .isEqualTo(mark);
    }

    @Test
    void theFirstOfTwoCounts() {
        assertThat(find("X-Mailrace: run=a; seq=1; due=2\r\nX-Mailrace: run=b; seq=3; due=4\r\n"))
                .isEqualTo(new Stamp.Mark("a", 1, 2));
    }

    @Test
    void readingLeavesTheIndicesAlone() {
        ByteBuf message = Unpooled.copiedBuffer("junkX-Mailrace: run=a; seq=1; due=2\r\n", StandardCharsets.US_ASCII);
        message.readerIndex(4);
        assertThat(Stamp.find(message)).isEqualTo(new Stamp.Mark("a", 1, 2));
        assertThat(message.readerIndex()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "Subject: x",
                "Subject: x\r\n\r\nX-Mailrace: run=a; seq=1; due=2\r\n",
                "Subject: x\n\nX-Mailrace: run=a; seq=1; due=2\n",
                "Not-X-Mailrace: run=a; seq=1; due=2\r\n",
                "X-Mailrace",
                "X-Mailrace:",
                "X-Mailrace: run=",
                "X-Mailrace: run=; seq=1; due=2",
                "X-Mailrace: run=a",
                "X-Mailrace: run=a b; seq=1; due=2",
                "X-Mailrace: run=a; seq=; due=2",
                "X-Mailrace: run=a; seq=-1; due=2",
                "X-Mailrace: run=a; seq=1; due=x",
                "X-Mailrace: run=a; seq=1; due=10000000000000000",
                "X-Mailrace: run=a; seq=9223372036854775808; due=2",
                "X-Mailrace: run=a; seq=99999999999999999999999; due=2",
                "X-Mailrace: run=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; seq=1; due=2"
            })
    void nothingElseIsAStamp(String message) {
        assertThat(find(message)).isNull();
    }

    @Test
    void theSearchEndsAfter64KiB() {
        String field = "X-Mailrace: run=a; seq=1; due=2\r\n";
        String filler = "Received: " + "x".repeat(52) + "\r\n";
        assertThat(find(filler.repeat(1000) + field)).isNotNull();
        assertThat(find(filler.repeat(1024) + field)).isNull();
    }

    @Test
    void anyBytesAreReadWithoutComplaint() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] field = "X-Mailrace: run=a; seq=1; due=2\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = field.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            ByteBuf message = Unpooled.wrappedBuffer(bytes, 0, random.nextInt(bytes.length + 1));
            Stamp.Mark mark = Stamp.find(message);
            assertThat(mark == null || mark.sequence() >= 0).isTrue();
        }
    }

    private static Stamp.@Nullable Mark find(String message) {
        return Stamp.find(Unpooled.copiedBuffer(message, StandardCharsets.US_ASCII));
    }

    private static String field(Stamp stamp, String name) {
        return written(stamp::writeFields).replaceAll("(?s).*" + name + ": (.*?)\r\n.*", "$1");
    }

    private static String written(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer();
        writer.accept(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
