package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Postfix's queue beside a load that it accepts and cannot pass on, for nobody listens where it would. */
@EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
@ExtendWith(ServersAlone.class)
class RealMonitorTest {
    private static final Path SERVER = Path.of(System.getProperty("mailrace.postfix.dir", ""));

    /** What waits there would be delivered to the next who listens. */
    @AfterEach
    void emptyTheQueue() throws Exception {
        for (int i = 0; i < 100 && !isEmpty(); i++) { // What is just being tried comes back to it.
            Process emptied = new ProcessBuilder(
                            "/usr/sbin/postsuper", "-c", SERVER.resolve("etc").toString(), "-d", "ALL")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(emptied.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(isEmpty()).isTrue();
    }

    private static boolean isEmpty() throws IOException {
        for (String folder : List.of("incoming", "active", "deferred")) {
            try (Stream<Path> files = Files.walk(SERVER.resolve("queue").resolve(folder))) {
                if (files.anyMatch(Files::isRegularFile)) {
                    return false;
                }
            } catch (UncheckedIOException e) {
                return false; // Something has just left.
            }
        }
        return true;
    }

    @Test
    void aQueueThatGrowsIsSeenAndBreaksItsThreshold() throws Exception {
        Typed typed = RealServers.type(
                "run",
                "postfix",
                "-t",
                "user%05d@relayed.example.test",
                "-R",
                "20/s",
                "-c",
                "4",
                "-d",
                "4s",
                "--warmup",
                "0s",
                "--monitor",
                "queue=postfix-queue:" + SERVER.resolve("queue"),
                "--slo",
                "max(queue) < 5",
                "--no-results",
                "-o",
                "json=-");
        assertThat(typed.exit()).as(typed.err()).isIn(99, 97);
        JsonNode run = RealServers.read(typed);
        JsonNode queue = run.path("monitors").path(0);
        assertThat(queue.path("name").asText()).isEqualTo("queue");
        assertThat(queue.path("gaps").asLong()).as(typed.err()).isZero();
        assertThat(queue.path("max").asDouble()).isGreaterThan(queue.path("min").asDouble());
        assertThat(queue.path("max").asDouble()).isGreaterThanOrEqualTo(5);
        assertThat(run.at("/verdicts/0/slo").asText()).isEqualTo("max(queue) < 5");
        assertThat(run.at("/verdicts/0/decision").asText()).isEqualTo("broken");
    }
}
