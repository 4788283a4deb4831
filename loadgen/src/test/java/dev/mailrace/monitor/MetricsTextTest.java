package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTextTest {
    private static final String PAGE = """
            # HELP postfix_queue_size Messages in the queue, "by" {queue}
            # TYPE postfix_queue_size gauge
            postfix_queue_size{queue="active"} 12
            postfix_queue_size{queue="deferred",} 3.5e1 1712345678901
            postfix_queue_size_sum{queue="active"} 99999
            other{broken
            odd{a = "x\\"y\\\\z\\n", b="1" }\t+7
            counted_total 5 # {trace_id="ab"} 1.0 1712345678.5
            quantile{quantile="0.5"} NaN
            quantile{quantile="0.9"} 4
            """;

    private static double sum(String selector) throws MonitorFailure {
        return MetricsText.matching(PAGE, SeriesSelector.of(selector)).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    @Test
    void matchingSeriesAreFound() throws MonitorFailure {
        assertThat(sum("postfix_queue_size")).isEqualTo(47);
        assertThat(sum("postfix_queue_size{queue=\"active\"}")).isEqualTo(12);
        assertThat(sum("postfix_queue_size{queue!=\"active\"}")).isEqualTo(35);
        assertThat(sum("odd{a=\"x\\\"y\\\\z\\n\",b=\"1\"}")).isEqualTo(7);
        assertThat(sum("counted_total")).isEqualTo(5);
        assertThat(sum("quantile{quantile=\"0.9\"}")).isEqualTo(4);
    }

    @Test
    void noneIsAFailureThatNamesTheSeries() {
        assertThatThrownBy(() -> sum("postfix_queue")).hasMessage("no series postfix_queue");
        assertThatThrownBy(() -> sum("odd{a=\"1\"}")).hasMessage("no series odd{a=\"1\"}");
    }

    @Test
    void whatIsNoNumberIsAFailure() {
        assertThatThrownBy(() -> sum("quantile")).hasMessage("no number: quantile{quantile=\"0.5\"} NaN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x{",
                "x{a=\"1\" 2",
                "x",
                "x y",
                "x 1 2 3",
                "x 0x1p3",
                "x{a=\"1\",a=\"2\"} 1",
                "x{a=\"\\t\"} 1",
                "x 1_000",
                "x 1\nx 1"
            })
    void aLineOfTheSeriesHasToBeAsItShould(String page) {
        assertThatThrownBy(() -> MetricsText.matching(page, SeriesSelector.of("x")))
                .isInstanceOf(MonitorFailure.class);
    }
}
