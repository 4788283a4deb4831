package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits as the kernel writes them, in both versions of control groups. */
class ContainerLimitsTest {
    private static final ContainerLimits NONE =
            new ContainerLimits(Long.MAX_VALUE, Double.POSITIVE_INFINITY, Long.MAX_VALUE);

    private final Path folder;
    private Path root = Path.of("");

    ContainerLimitsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void thereIsARoot() throws IOException {
        root = Files.createDirectory(folder.resolve("cgroup"));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private ContainerLimits limits(String groups) throws IOException {
        return ContainerLimits.of(new ControlGroups(Files.writeString(folder.resolve("self"), groups), root));
    }

    @Test
    void version2() throws IOException {
        file("a/b/memory.max", "268435456");
        file("a/b/cpu.max", "50000 100000");
        file("a/b/pids.max", "512");
        assertThat(limits("0::/a/b\n")).isEqualTo(new ContainerLimits(268_435_456, 0.5, 512));
    }

    @Test
    void version2WithoutLimits() throws IOException {
        file("a/memory.max", "max");
        file("a/cpu.max", "max 100000");
        file("a/pids.max", "max");
        assertThat(limits("0::/a\n")).isEqualTo(NONE);
    }

    @Test
    void version1() throws IOException {
        file("memory/docker/1/memory.limit_in_bytes", "268435456");
        file("cpu,cpuacct/docker/1/cpu.cfs_quota_us", "150000");
        file("cpu,cpuacct/docker/1/cpu.cfs_period_us", "100000");
        file("pids/docker/1/pids.max", "max");
        assertThat(limits("9:pids:/docker/1\n4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n0::/\n"))
                .isEqualTo(new ContainerLimits(268_435_456, 1.5, Long.MAX_VALUE));
    }

    @Test
    void version1WithoutLimits() throws IOException {
        file("memory/memory.limit_in_bytes", "9223372036854771712");
        file("cpu/cpu.cfs_quota_us", "-1");
        file("cpu/cpu.cfs_period_us", "100000");
        assertThat(limits("4:memory:/\n3:cpu:/\n")).isEqualTo(NONE);
    }

    @Test
    void theLeastOfThoseAroundItHolds() throws IOException {
        file("a/memory.max", "1000000");
        file("a/b/memory.max", "2000000");
        file("a/cpu.max", "20000 100000");
        file("a/b/cpu.max", "max 100000");
        assertThat(limits("0::/a/b\n")).isEqualTo(new ContainerLimits(1_000_000, 0.2, Long.MAX_VALUE));
    }

    @Test
    void aContainerSeesTheNamesFromOutsideAndItsOwnFolders() throws IOException {
        file("memory.max", "3000000");
        assertThat(limits("0::/kubepods/pod1/c2\n").memoryBytes()).isEqualTo(3_000_000);
    }

    @Test
    void whatIsNoNumberIsNoLimit() throws IOException {
        file("memory.max", "");
        file("cpu.max", "50000");
        file("pids.max", "many");
        assertThat(limits("0::/\n")).isEqualTo(NONE);
        assertThat(limits("nonsense")).isEqualTo(NONE);
        assertThat(ContainerLimits.of(new ControlGroups(folder.resolve("none"), root)))
                .isEqualTo(NONE);
    }
}
