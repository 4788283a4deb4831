package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
    @Test
    void quotesHoldWordsTogether() {
        assertThat(CommandWords.of(" sh -c 'ls | wc -l' \"a \\\"b\\\" \\$\" c\\ d e'f'g ''"))
                .containsExactly("sh", "-c", "ls | wc -l", "a \"b\" \\$", "c d", "efg", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "''", "a 'b", "a \"b", "a \\"})
    void whatIsNoCommandIsRefused(String line) {
        assertThatThrownBy(() -> CommandWords.of(line))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("exec:" + line);
    }
}
