package dev.mailrace.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("jdk")
class EnvironmentTest {
    @Test
    void memoryThatIsTooMuchForAContainerIsToldBeforeTheRun() {
        assertThat(Environment.memoryWarning(Long.MAX_VALUE, 2L << 30, 2L << 30))
                .isNull();
        assertThat(Environment.memoryWarning(256 << 20, 72 << 20, 72 << 20)).isNull();
        assertThat(Environment.memoryWarning(256 << 20, 127 << 20, 127 << 20))
                .isEqualTo("memory: heap (up to 127 MiB), direct memory (127 MiB) and the JVM itself may exceed this"
                        + " container's limit of 256 MiB, and the system would kill the run (expected: -Xmx72m"
                        + " -XX:MaxDirectMemorySize=72m, or a limit of 366 MiB or more)");
        assertThat(Environment.memoryWarning(128 << 20, 64 << 20, 64 << 20))
                .endsWith("(expected: a limit of 240 MiB or more)");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ephemeralPortsAreThoseOfThisMachine() throws Exception {
        Process cat = new ProcessBuilder("cat", "/proc/sys/net/ipv4/ip_local_port_range").start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(cat.getInputStream(), StandardCharsets.US_ASCII))) {
            String[] ends = out.readLine().split("\t", 2);
            assertThat(Environment.ephemeralPorts())
                    .isEqualTo(Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1);
        }
    }
}
