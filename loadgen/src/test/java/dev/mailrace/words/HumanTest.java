package dev.mailrace.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("jdk")
class HumanTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 µs",
        "511, 0.51 µs",
        "1234, 1.23 µs",
        "9994, 9.99 µs",
        "9996, 10.0 µs",
        "99940, 99.9 µs",
        "99960, 100 µs",
        "999400, 999 µs",
        "999600, 1.00 ms",
        "12345678, 12.3 ms",
        "999600000, 1.00 s",
        "600000000000, 600 s",
    })
    void durationsHaveThreeDigitsAndAFittingUnit(long nanos, String expected) {
        assertThat(Human.duration(nanos)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.25, 0.25", "7.5, 7.50", "99.94, 99.9", "99.96, 100", "7412.4, '7,412'"})
    void ratesHaveThreeDigitsAndThousandsApart(double rate, String expected) {
        assertThat(Human.rate(rate)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "4096, 4.00 KiB",
        "1047000, '1,022 KiB'",
        "1048200, 1.00 MiB",
        "303600000, 290 MiB",
        "1610612736, 1.50 GiB"
    })
    void bytesAreCountedAsSizesAreAskedFor(long bytes, String expected) {
        assertThat(Human.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 1 s", "99, 99 s", "125, 2:05", "3725, 1:02:05"})
    void clocksTurnToMinutesAndHours(long seconds, String expected) {
        assertThat(Human.clock(seconds * 1_000_000_000)).isEqualTo(expected);
    }
}
