package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run within the limits of a container: it lives, and says what they were and what they cost it. */
@Timeout(180)
class ContainerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path LIBRARY =
            Path.of("..", "scripts", "lib.sh").toAbsolutePath().normalize();

    private final Path folder;

    ContainerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aRunInHalfAProcessorAndAQuarterOfAGibibyteIsHonest() throws Exception {
        Path json = folder.resolve("run.json");
        String limited = files("0::/a\n", "a/memory.max", Long.toString(256 << 20));
        List<String> options = script("heap_options " + limited).lines().toList();
        try (ControlGroup cpu = ControlGroup.make("cpu").with("cpu.cfs_quota_us", 50_000);
                ControlGroup memory = ControlGroup.make("memory").with("memory.limit_in_bytes", 256 << 20)) {
            try (Spawned run = Spawned.startBehind(
                    List.of("sh", "-c", cpu.join() + " && " + memory.join() + " && exec \"$@\"", "sh"),
                    options,
                    folder,
                    ("run -c 100 -d 2s --warmup 0s --no-results -o json=" + json).split(" ", -1))) {
                assertThat(run.awaitExit()).as(run.output()).isIn(0, 4, 97);
                assertThat(run.output()).doesNotContain("mailrace: memory:");
            }
            assertThat(memory.read("memory.oom_control")).doesNotContain("oom_kill 1");
        }
        JsonNode document = JSON.readTree(json.toFile());
        JsonNode environment = document.at("/environment");
        assertThat(environment.at("/memory_limit_bytes").asLong()).isEqualTo(256 << 20);
        assertThat(environment.at("/cpu_quota_cores").asDouble()).isEqualTo(0.5);
        assertThat(environment.at("/cores").asInt()).isEqualTo(1);
        assertThat(environment.at("/heap_bytes_max").asLong()).isLessThanOrEqualTo(72 << 20);
        assertThat(environment.at("/direct_bytes_max").asLong()).isEqualTo(72 << 20);
        JsonNode self = document.at("/self");
        String found = self.at("/reasons").toString() + self.at("/notes");
        boolean marked = found.contains("a CPU quota throttled threads");
        assumeThat(marked || !Typed.isBusy())
                .as("other programs left it no half of a processor")
                .isTrue();
        assertThat(marked).as(found).isTrue();
        assertThat(self.at("/throttled_seconds").asDouble()).isPositive();
    }

    @Test
    void theLauncherDividesTheMemoryOfAContainer() throws Exception {
        String version2 = files("0::/pods/1\n", "memory.max", Long.toString(1L << 30));
        assertThat(script("heap_options " + version2))
                .isEqualTo("-Xms256m\n-Xmn32m\n-Xmx456m\n-XX:MaxDirectMemorySize=456m\n");
    }

    @Test
    void theLeastLimitOfVersion1Holds() throws Exception {
        String around = files("3:cpu:/\n2:memory:/a/b\n0::/\n", "memory/a/memory.limit_in_bytes", "268435456");
        files("3:cpu:/\n2:memory:/a/b\n0::/\n", "memory/a/b/memory.limit_in_bytes", "9223372036854771712");
        assertThat(script("memory_limit " + around)).isEqualTo("256\n");
        assertThat(script("heap_options " + around))
                .isEqualTo("-Xms72m\n-Xmn18m\n-Xmx72m\n-XX:MaxDirectMemorySize=72m\n");
    }

    @Test
    void withoutALimitItIsAsEver() throws Exception {
        String none = files("0::/\n", "memory.max", "max");
        assertThat(script("memory_limit " + none)).isEmpty();
        assertThat(script("heap_options " + none))
                .isEqualTo("-Xms256m\n-Xmn32m\n-Xmx2048m\n-XX:MaxDirectMemorySize=2048m\n");
        assertThat(script("heap_options " + folder.resolve("gone") + " " + folder))
                .startsWith("-Xms256m\n");
    }

    @Test
    void aContainerThatIsTooSmallIsRefused() throws Exception {
        String small = files("0::/\n", "memory.max", "100000000");
        assertThat(script("heap_options " + small))
                .isEqualTo(
                        "mailrace: this container's memory limit of 95 MiB is too small (expected: 176 MiB or more)\n");
    }

    /** Writes one of a kernel's files, and returns the words by which the script finds it. */
    private String files(String groups, String path, String text) throws IOException {
        Path self = Files.writeString(folder.resolve("self"), groups);
        Path root = folder.resolve("cgroup");
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
        return self + " " + root;
    }

    private static String script(String command) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", "set -u; source '" + LIBRARY + "'; " + command)
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return out;
    }
}
