package dev.mailrace.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a process, and of its books. */
class ProbeTest {
    private static final long KIBIBYTE = 1024;

    @Test
    void jcmdTellsHeapAndDirectMemory() throws IOException {
        String printed = """
                4711:
                Command executed successfully
                DefNew     total 29504K, used 356K [0x0000000080000000, 0x0000000082000000, 0x0000000082000000)
                 eden space 26240K,   1% used [0x0000000080000000, 0x0000000080059340, 0x00000000819a0000)
                Tenured    total 229376K, used 31409K [0x0000000082000000, 0x0000000090000000, 0x0000000100000000)
                 the  space 229376K,  13% used [0x0000000082000000, 0x0000000083eac6a8, 0x0000000090000000)
                -                     Other (reserved=4636KB, committed=4636KB)
                                            (malloc=4636KB tag=Other #15) (peak=4637KB #25)
                """;
        assertThat(Probe.memory(printed))
                .isEqualTo(Map.of(Quantity.HEAP, 31_765.0 * KIBIBYTE, Quantity.DIRECT, 4_636.0 * KIBIBYTE));
        assertThatThrownBy(() -> Probe.memory(printed.replace("Tenured", "G1")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 spaces of the serial collector's heap");
    }

    @Test
    void theSystemTellsResidentMemoryAndThreads() throws IOException {
        assertThat(Probe.status("Name:\tjava\nVmRSS:\t  102400 kB\nThreads:\t17\n"))
                .isEqualTo(Map.of(Quantity.RESIDENT, 102_400.0 * KIBIBYTE, Quantity.THREADS, 17.0));
        assertThatThrownBy(() -> Probe.status("Name:\tjava\nState:\tZ (zombie)\n"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void booksThatLoseAMessageDoNotBalance(@TempDir Path folder) throws IOException {
        String run = """
                {"books_balanced": true, "self": {"verdict": "valid"},
                 "totals": {"arrivals": 10, "accepted": 5, "rejected": 1, "failed": 1, "unconfirmed": 1, "dropped": 1, "cut_off": 1},
                 "warmup_totals": {"arrivals": 2, "accepted": %d}}
                """;
        Files.writeString(folder.resolve("run.json"), run.formatted(2));
        assertThat(Books.of(folder).balance()).isTrue();
        Files.writeString(folder.resolve("run.json"), run.formatted(1));
        assertThat(Books.of(folder).balance()).isFalse();
    }
}
