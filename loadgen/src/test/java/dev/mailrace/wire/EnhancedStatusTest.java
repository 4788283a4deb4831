package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnhancedStatusTest {
    @ParameterizedTest(name = "{0} \"{1}\" has \"{2}\"")
    @CsvSource({
        "250, '2.1.0 Sender OK', 2.1.0",
        "250, '2.1.0', 2.1.0",
        "550, '5.1.1 no such user', 5.1.1",
        "421, '4.7.0  two blanks', 4.7.0",
        "550, '5.123.999 long', 5.123.999",
        "550, '5.07.0 leading zero', 5.7.0",
        "250, '', ''",
        "250, 'OK', ''",
        "250, '2', ''",
        "250, '2.1', ''",
        "250, '2.1.', ''",
        "250, '2.1.0x', ''",
        "250, '2.1.0.1 text', ''",
        "250, '2..0 text', ''",
        "250, '2.x.0 text', ''",
        "550, '5.1234.0 text', ''",
        "550, '5.1.1234 text', ''",
        "550, '2.1.0 of another class', ''",
        "354, '3.1.0 of no class', ''",
        "250, ' 2.1.0 behind a blank', ''",
        "250, '25.1.0 text', ''",
        "220, '2.0-0 text', ''"
    })
    void isReadAtTheStartOfTheTextOnly(int code, String text, String expected) {
        assertThat(new Reply(code, List.of(text)).enhancedStatus()).hasToString(expected);
    }

    @Test
    void onlyTheFirstLineCounts() {
        assertThat(new Reply(550, List.of("no", "5.1.1 such user")).enhancedStatus())
                .isEqualTo(EnhancedStatus.NONE);
    }

    @Test
    void partsOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> new EnhancedStatus(3, 0, 0)).hasMessage("statusClass: 3 (expected: 2, 4 or 5)");
        assertThatThrownBy(() -> new EnhancedStatus(5, 1000, 0)).hasMessageContaining("5.1000.0");
        assertThatThrownBy(() -> new EnhancedStatus(5, 0, -1)).hasMessageContaining("5.0.-1");
    }
}
