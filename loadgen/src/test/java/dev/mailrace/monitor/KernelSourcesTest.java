package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel says of processes and of the machine: as it writes it, and as it is here. */
class KernelSourcesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;

    KernelSourcesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void process(long user, long system, long start) throws IOException {
        Files.writeString(
                folder.resolve("stat"),
                "77 (mast) er (x) S 1 77 77 0 -1 4194560 1 2 3 4 " + user + " " + system + " 5 6 20 0 3 0 " + start
                        + " 1 2 3\n");
        Files.writeString(folder.resolve("status"), "Name:\tmaster\nVmRSS:\t    1000 kB\nThreads:\t3\n");
    }

    @Test
    void aProcessHasProcessorTimeMemoryAndThreads() throws IOException {
        process(100, 50, 4711);
        ProcessSource source = new ProcessSource(folder);
        assertThat(source.read(0)).containsOnly(Map.entry(".memory", 1_024_000.0), Map.entry(".threads", 3.0));
        process(180, 70, 4711);
        assertThat(source.read(2 * SECOND)).containsEntry(".cpu", 50.0);
    }

    @Test
    void aNumberThatAnotherProcessHasNowIsNoMoreThisOne() throws IOException {
        process(100, 50, 4711);
        ProcessSource source = new ProcessSource(folder);
        source.read(0);
        process(1, 1, 9999);
        assertThatThrownBy(() -> source.read(SECOND)).hasMessageContaining("has ended, and another has its number");
        Files.delete(folder.resolve("stat"));
        assertThatThrownBy(() -> source.read(SECOND)).hasMessageEndingWith(" has ended");
    }

    @Test
    void thisProcessIsRead() throws IOException {
        ProcessSource source = new ProcessSource(
                Path.of("/proc", Long.toString(ProcessHandle.current().pid())));
        source.read(0);
        Map<String, Double> values = source.read(SECOND);
        assertThat(values.get(".memory")).isGreaterThan(10e6);
        assertThat(values.get(".threads")).isGreaterThan(2);
        assertThat(values.get(".cpu")).isNotNegative();
    }

    @Test
    void theMachineHasBusyProcessorsMemoryAndLoad() throws IOException {
        Files.writeString(folder.resolve("stat"), "cpu  10 0 10 70 10 0 0 0 0 0\ncpu0 1 2 3\n");
        Files.writeString(
                folder.resolve("meminfo"), "MemTotal:       4000 kB\nMemFree: 1 kB\nMemAvailable:   1000 kB\n");
        Files.writeString(folder.resolve("loadavg"), "1.25 0.50 0.25 3/500 12345\n");
        MachineSource source = new MachineSource(folder);
        assertThat(source.read()).containsOnly(Map.entry(".memory", 3_072_000.0), Map.entry(".load", 1.25));
        Files.writeString(folder.resolve("stat"), "cpu  40 0 30 100 30 0 0 0 0 0\n");
        assertThat(source.read()).containsEntry(".cpu", 50.0);
    }

    @Test
    void thisMachineIsRead() throws IOException {
        MachineSource source = new MachineSource(Path.of("/proc"));
        assertThat(source.read().get(".memory")).isGreaterThan(1e6);
        assertThat(source.read()).containsKey(".load");
    }
}
