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
