package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesSelectorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"node_load1", "a:b", "q{queue=\"active\"}", "rate(q{a=\"1\",b!=\"x \\\" \\\\ \\n\"})", "rate(up)"
            })
    void whatIsReadIsWrittenAsItWas(String text) {
        assertThat(SeriesSelector.of(text)).hasToString(text);
        assertThat(SeriesSelector.of(SeriesSelector.of(text).toString())).isEqualTo(SeriesSelector.of(text));
    }

    @Test
    void blanksAndALastCommaAreNothing() {
        assertThat(SeriesSelector.of(" rate( q { a = \"1\" , } ) ")).hasToString("rate(q{a=\"1\"})");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1q",
                "q{",
                "q{a}",
                "q{a=1}",
                "q{a=~\"x\"}",
                "q{a=\"1\"} 2",
                "sum(q)",
                "q{,}",
                "q{a=\"1\"b=\"2\"}"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> SeriesSelector.of(text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("#" + text);
    }

    @Test
    void aLabelThatIsNotThereIsEmpty() {
        assertThat(SeriesSelector.of("q{a=\"\"}").matches(Map.of("b", "1"))).isTrue();
        assertThat(SeriesSelector.of("q{a!=\"x\"}").matches(Map.of())).isTrue();
        assertThat(SeriesSelector.of("q{a!=\"x\"}").matches(Map.of("a", "x"))).isFalse();
    }
}
