package dev.mailrace.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk")
class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "0,PT0S",
        "30s,PT30S",
        "30s,PT30S",
        "30 s,PT30S",
        " 30s ,PT30S",
        "500ms,PT0.5S",
        "250us,PT0.00025S",
        "2.5ms,PT0.0025S",
        "0.5us,PT0.0000005S",
        "1.5m,PT1M30S",
        "5min,PT5M",
        "5M,PT5M",
        "2h,PT2H",
        "0.0000000004s,PT0S",
        "0.0000000005s,PT0.000000001S",
        "720h,PT720H"
    })
    void durationsAsPeopleTypeThem(String text, Duration expected) {
        assertThat(Units.duration("duration", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "s", "30", "0.5", "5d", "5 s s", "1e3s", ".5s", "5.s", "+5s", "five", "1:30", "5/s", "٥s"
            })
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Units.duration("warmup", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("warmup: " + text + " (expected: a duration such as 500ms, 30s, 5m or 1h)");
    }

    @Test
    void noTimeAtAllIsRefusedWhereSomeIsMeant() {
        assertThatThrownBy(() -> Units.positiveDuration("duration", "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("duration: 0 (expected: more than 0, such as 500ms, 30s, 5m or 1h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "-0.001ms", "721h", "999999999999999999999h"})
    void aDurationHasLimits(String text) {
        assertThatThrownBy(() -> Units.duration("ramp", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ramp: " + text + " (expected: a duration such as 500ms, 30s, 5m or 1h, from 0 to 30 days)");
    }

    @ParameterizedTest
    @CsvSource({
        "500/s,500",
        "0.5/s,0.5",
        "30k/m,500",
        "30K/min,500",
        "36k/h,10",
        "3.6M/h,1000",
        "10M/s,10000000",
        "60 /m,1"
    })
    void ratesAsPeopleTypeThem(String text, double expected) {
        assertThat(Units.ratePerSecond("rate", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/s",
                "k",
                "500",
                "30k",
                "5m",
                "5/",
                "5/d",
                "5kk/s",
                "5/s/s",
                "5 per s",
                "1e3",
                "NaN",
                "Infinity"
            })
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> Units.ratePerSecond("rate", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rate: " + text + " (expected: a rate such as 500/s, 30k/m or 1M/h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.1/h", "10.1M/s", "99999999999999999999999999/s"})
    void aRateHasLimits(String text) {
        assertThatThrownBy(() -> Units.ratePerSecond("rate", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rate: " + text + " (expected: a rate such as 500/s, 30k/m or 1M/h, from 0 to 10M/s)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0/s", "0.0/m"})
    void aRateOfNothingIsAPauseOnlyWhereItMayBe(String text) {
        assertThat(Units.ratePerSecondOrZero("stage", text)).isZero();
        assertThatThrownBy(() -> Units.ratePerSecond("rate", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rate: " + text + " (expected: a rate > 0 such as 500/s, 30k/m or 1M/h)");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1000,1000", "10k,10000", "1.5K,1500", "2M,2000000", "0.001k,1", " 7 ,7", "7.0,7"})
    void countsAsPeopleTypeThem(String text, long expected) {
        assertThat(Units.count("messages", text, 1, 10_000_000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "0", "-1", "101", "1k", "1.5", "0.0015k", "5/s", "1e1", "99999999999999999999"})
    void aCountIsWholeAndWithinItsLimits(String text) {
        assertThatThrownBy(() -> Units.count("connections", text, 1, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connections: " + text + " (expected: a whole number from 1 to 100)");
    }

    @Test
    void theLimitsOfACountAreIncluded() {
        assertThat(Units.count("n", "3", 3, 5)).isEqualTo(3);
        assertThat(Units.count("n", "5", 3, 5)).isEqualTo(5);
        assertThat(Units.count("n", "0", 0, 5)).isZero();
    }

    /** Of a number of 64 KiB, exact arithmetic takes the square of the time of one of 16 KiB. */
    @Test
    void numbersOfManyDigitsAreRefusedUnread() {
        String digits = "0".repeat(60) + "5";
        assertThatThrownBy(() -> Units.duration("d", digits + "s")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Units.count("n", digits, 1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Units.bytes("n", digits)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Units.count("n", digits.substring(10), 1, 10)).isEqualTo(5);
    }
}
