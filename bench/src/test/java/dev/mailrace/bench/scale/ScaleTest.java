package dev.mailrace.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailrace.bench.processes.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read while Mailrace runs, and what becomes of it. */
class ScaleTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void memoryIsReadFromTheProcesssStatus() throws IOException {
        List<String> status = List.of("Name:\tjava", "VmHWM:\t  204800 kB", "VmRSS:\t  102400 kB");
        assertThat(Memory.parse(status)).isEqualTo(new Memory(100 * MEBIBYTE, 200 * MEBIBYTE));
    }

    @Test
    void aProcessThatHasEndedHasNoMemory() {
        assertThatThrownBy(() -> Memory.parse(List.of("Name:\tjava", "State:\tZ (zombie)")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void allAreConnectedAtTheEndOfTheFirstIntervalThatHasThem() {
        List<String> csv = List.of("second,stage,connections", "0,warmup,700", "1,warmup,1000", "2,measure,1000");
        assertThat(Intervals.connectedSecond(csv, 1_000)).isEqualTo(2);
        assertThat(Intervals.connectedSecond(csv, 1_001)).isNaN();
        assertThat(Intervals.connectedSecond(List.of(), 1)).isNaN();
    }

    @Test
    void aSessionsMemoryIsWhatItAddsToThatOfTheFewest() {
        ScaleTable table = new ScaleTable(
                List.of(observation(1, 100 * MEBIBYTE), observation(1_025, 104 * MEBIBYTE)), List.of(1, 1_025));
        assertThat(table.kibibytesASession(new Load(1_025, false))).isEqualTo(4);
        assertThat(table.kibibytesASession(new Load(1, false))).isNaN();
        assertThat(table.text())
                .contains("| 1 | 10 | **20.0** (20.0–20.0) | 100 | 100 | – | 2 s |\n")
                .contains("| 1,025 | 10 | **20.0** (20.0–20.0) | 104 | 104 | 4.0 | 2 s |\n");
    }

    @Test
    void thePictureIsDrawnAlsoWithoutARunOfEachKind() throws IOException {
        assumeTrue(Picture.drawable(), "fonts");
        List<Integer> sessions = List.of(1, 10, 100, 1_000, 10_000);
        List<Observation> observations = new ArrayList<>();
        for (int count : sessions) {
            observations.add(observation(count, 100 * MEBIBYTE + count * 7_000L + 400_000));
        }
        Path file = Path.of("target", "scale-test.png");
        new ScalePlot(new ScaleTable(observations, sessions), sessions).write(file);
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void asManyProcessesHoldTheSessionsAsTheirFilesAskFor() {
        assertThat(ManyLoad.of(500_000, 20_000)).isEqualTo(new ManyLoad(500_000, 27, 25));
        assertThat(ManyLoad.of(1_000, 20_000)).isEqualTo(new ManyLoad(1_000, 2, 1));
        assertThat(ManyLoad.of(1_000, 20_000).sources()).isEqualTo("127.0.1.1");
        assertThat(ManyLoad.of(500_000, 20_000).sources()).isEqualTo("127.0.1.1-127.0.1.25");
    }

    @Test
    void whatTheKernelHoldsIsReadFromItsFiles() throws IOException {
        List<String> meminfo = List.of("MemTotal: 24731840 kB", "MemAvailable:   1024 kB", "Slab:      2048 kB");
        List<String> sockstat = List.of("sockets: used 20", "TCP: inuse 7 orphan 0 tw 3 alloc 9 mem 126");
        assertThat(KernelMemory.parse(meminfo, sockstat))
                .isEqualTo(new KernelMemory(2 * MEBIBYTE, 7, 126 * 4_096, MEBIBYTE));
        assertThatThrownBy(() -> KernelMemory.parse(List.of(), sockstat)).isInstanceOf(IOException.class);
    }

    @Test
    void allThatASessionTakesIsDividedByAll() throws IOException {
        ManyObservation seen = new ManyObservation(
                1_024, 2, 1_024, 500, 499, true, 50, 3, 4 * MEBIBYTE, 2 * MEBIBYTE, MEBIBYTE, 0, 30, 20, 1, 2, "valid");
        assertThat(seen.kibibytesASession()).isEqualTo(7);
        assertThat(new ManyTable(List.of(seen)).text())
                .contains(
                        "| 1,024 | 2 + 2 | 3 s | 500, 499 | 50 | 30, 20 | 1.00, 2.0 | 0.00, 0.00, 0.00 | **7.0** |\n");
        assumeTrue(Picture.drawable(), "fonts");
        Path file = Path.of("target", "processes-test.png");
        new ManyPlot(List.of(seen)).write(file);
        assertThat(file).isNotEmptyFile();
    }

    private static Observation observation(int sessions, long bytes) {
        return new Observation(1, sessions, false, 50, 10, 1e-3, 5, sessions, 2, bytes, bytes, "valid");
    }
}
