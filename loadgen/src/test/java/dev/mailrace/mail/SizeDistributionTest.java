package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk")
class SizeDistributionTest {
    private static final long SEED = 7;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "4096B, 4096",
        "4k, 4096",
        "4K, 4096",
        "4KiB, 4096",
        "4kB, 4000",
        "1m, 1048576",
        "1M, 1048576",
        "1MiB, 1048576",
        "1MB, 1000000",
        "1g, 1073741824",
        "1G, 1073741824",
        "1GiB, 1073741824",
        "1GB, 1000000000"
    })
    void oneSizeIsAlwaysThatSize(String text, long bytes) {
        SizeDistribution sizes = SizeDistribution.parse(text);
        assertThat(sizes.bytesMax()).isEqualTo(bytes);
        assertThat(sizes.bytesMean()).isEqualTo((double) bytes);
        for (long sequence = 0; sequence < 100; sequence++) {
            assertThat(sizes.bytesAt(SEED, sequence)).isEqualTo(bytes);
        }
    }

    @Test
    void aRangeIsEvenAndReachesBothEnds() {
        SizeDistribution sizes = SizeDistribution.parse("10-19");
        int[] counts = new int[20];
        for (long sequence = 0; sequence < 100_000; sequence++) {
            counts[(int) sizes.bytesAt(SEED, sequence)]++;
        }
        for (int bytes = 10; bytes < 20; bytes++) {
            assertThat(counts[bytes]).isCloseTo(10_000, within(500));
        }
        assertThat(sizes.bytesMean()).isEqualTo(14.5);
        assertThat(sizes.bytesMax()).isEqualTo(19);
    }

    @Test
    void weightsAreKept() {
        SizeDistribution sizes = SizeDistribution.parse("4k:70,64k:25,1m:5");
        Map<Long, Integer> counts = new TreeMap<>();
        for (long sequence = 0; sequence < 100_000; sequence++) {
            counts.merge(sizes.bytesAt(SEED, sequence), 1, Integer::sum);
        }
        assertThat(counts).containsOnlyKeys(4096L, 65_536L, 1_048_576L);
        assertThat(counts.get(4096L)).isCloseTo(70_000, within(600));
        assertThat(counts.get(65_536L)).isCloseTo(25_000, within(600));
        assertThat(counts.get(1_048_576L)).isCloseTo(5_000, within(300));
        assertThat(sizes.bytesMean()).isCloseTo(0.7 * 4096 + 0.25 * 65_536 + 0.05 * 1_048_576, within(1e-6));
        assertThat(sizes.bytesMax()).isEqualTo(1_048_576);
    }

    @Test
    void theSeedAloneDecides() {
        SizeDistribution sizes = SizeDistribution.parse("0-1g");
        SizeDistribution again = SizeDistribution.parse("0-1g");
        int alike = 0;
        for (long sequence = 0; sequence < 1000; sequence++) {
            assertThat(again.bytesAt(SEED, sequence)).isEqualTo(sizes.bytesAt(SEED, sequence));
            alike += again.bytesAt(SEED + 1, sequence) == sizes.bytesAt(SEED, sequence) ? 1 : 0;
        }
        assertThat(alike).isLessThan(3);
        // Plans of earlier versions stay the same.
        assertThat(sizes.bytesAt(1, 0)).isEqualTo(501_401_258);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "1", "4k", "1m", "1g", "1000", "1k-64k", "4k:70,64k:25,1m:5", "1k-4k:0.5,1m:2", "1k,2k"})
    void itPrintsAsItIsWritten(String text) {
        assertThat(SizeDistribution.parse(text)).hasToString(text);
        assertThat(SizeDistribution.parse(text.replace(",", " , ").replace("-", " - ")))
                .hasToString(text);
    }

    @Test
    void otherSpellingsPrintInTheLargestExactUnit() {
        assertThat(SizeDistribution.parse("4096")).hasToString("4k");
        assertThat(SizeDistribution.parse("1024KiB")).hasToString("1m");
        assertThat(SizeDistribution.parse("4kB")).hasToString("4000");
    }
}
