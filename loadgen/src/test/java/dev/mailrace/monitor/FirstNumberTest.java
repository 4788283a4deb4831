package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstNumberTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42 | 42",
                "-- 3 Kbytes in 12 Requests. | 3",
                "load: .5 | 0.5",
                "node1 -7.25 99 | -7.25",
                "4.0K 17 | 17",
                "1,204 8 | 8",
                "192.0.2.1 9 | 9",
                "1.5e3. | 1500",
                "83% | 83"
            })
    void itIsTheFirstThatStandsByItself(String text, double number) throws MonitorFailure {
        assertThat(FirstNumber.of(text, "it")).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "4.0K", "1,204", "12ms", "1e9999", "192.0.2.1"})
    void whatHasNoneIsAFailure(String text) {
        assertThatThrownBy(() -> FirstNumber.of(text, "its output")).hasMessage("no number in its output");
    }
}
