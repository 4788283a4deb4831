package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("jdk")
class PrintableTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("plain text, mañana, 日本, 😀", "plain text, mañana, 日本, 😀"),
                arguments("\u001b[31mred\u001b[0m", "?[31mred?[0m"),
                arguments("a\tb\r\nc\0d\u007f", "a?b??c?d?"),
                arguments("\u0085\u009b", "??"), // C1: some terminals take 9b as an escape.
                arguments("a\u202eb\u2066c\u200bd", "a?b?c?d"), // Direction marks and what has no width.
                arguments("\u2028\u2029", "??"),
                arguments("\ud800x", "?x"),
                arguments("\ue000\uffff", "??"),
                arguments("", ""));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void nothingButPlainCharactersPasses(String text, String expected) {
        assertThat(Printable.of(text)).isEqualTo(expected);
    }

    @Test
    void longTextIsCutWithAnEllipsis() {
        assertThat(Printable.of("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Printable.of("abcdefg", 6)).isEqualTo("abcdef…");
        assertThat(Printable.of("ab😀", 3)).isEqualTo("ab?…");
    }
}
