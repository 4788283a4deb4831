package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotsTest {
    /** Line ends are written as a stroke. */
    @ParameterizedTest
    @CsvSource({
        "a|b|.|, a|b|",
        ".|, ''",
        "..|.|, .|",
        "..a|b.|...|.b|.|, .a|b.|..|b|",
        "a..b|.|, a..b|",
        "a, a",
        "'', ''",
        ". , ''",
        "a|.b|c, a|b|c",
        "..|..|x|.|, .|.|x|"
    })
    void dotsThatWerePutInFrontGoAndTheLastLineWithThem(String stuffed, String meant) {
        byte[] bytes = stuffed.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(new String(Dots.unstuffed(Unpooled.wrappedBuffer(bytes)), StandardCharsets.US_ASCII))
                .isEqualTo(meant.replace("|", "\r\n"));
    }
}
