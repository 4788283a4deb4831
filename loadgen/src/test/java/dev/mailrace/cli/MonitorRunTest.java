package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with monitors and events, as they are typed. */
@Timeout(120)
class MonitorRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    MonitorRunTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static JsonNode named(JsonNode list, String key, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> each.path(key).asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** One that gives a number, one that fails, and one that hangs with a child, in every output; and nothing of them is left. */
    @Test
    void whatIsWatchedStandsInEveryOutput() throws Exception {
        Path queue = Files.writeString(folder.resolve("queue"), "7 messages\n");
        Path pids = folder.resolve("pids");
        Path results = folder.resolve("results");
        Typed typed = Typed.run(
                "run",
                "-R",
                "50/s",
                "-c",
                "2",
                "-d",
                "2s",
                "--warmup",
                "0s",
                "--monitor",
                "queue=file:" + queue,
                "--monitor",
                "bad=file:" + folder.resolve("missing"),
                "--monitor",
                "hang=exec:sh -c 'sleep 600 & echo $! >> " + pids + "; wait',limit=100ms",
                "--event",
                "500ms=deployed",
                "--slo",
                "max(queue) < 5",
                "--slo",
                "last(queue) = 7",
                "--results",
                results.toString(),
                "-o",
                "csv=" + folder.resolve("run.csv"));
        assertThat(typed.exit()).as(typed.out() + typed.err()).isIn(99, 97);
        assertThat(typed.err())
                .contains("mailrace: monitor bad: " + folder.resolve("missing") + ": no such file")
                .contains("mailrace: monitor hang: it took longer than 0.1 s")
                .containsPattern("mailrace: monitor bad: [0-9]+ of [0-9]+ values (is|are) missing");
        assertThat(typed.out()).contains("BROKEN  max(queue) < 5  (7)").contains("passed  last(queue) = 7  (7)");
        JsonNode run = JSON.readTree(results.resolve("run.json").toFile());
        JsonNode figures = named(run.path("monitors"), "name", "queue");
        assertThat(figures.path("max").asDouble()).isEqualTo(7);
        assertThat(figures.path("samples").asLong()).isPositive();
        assertThat(figures.path("source").asText()).isEqualTo("file:" + queue);
        assertThat(named(run.path("monitors"), "name", "bad").path("samples").asLong())
                .isZero();
        assertThat(named(run.path("monitors"), "name", "hang").path("gaps").asLong())
                .isPositive();
        JsonNode event = named(run.path("events"), "text", "deployed");
        assertThat(event.path("at_s").asDouble()).isEqualTo(0.5);
        assertThat(event.path("found_by").asText()).isEqualTo("option");
        assertCsvHolds(Files.readAllLines(folder.resolve("run.csv")));
        assertPageHolds(Files.readString(results.resolve("report.html")));
        for (String pid : Files.readAllLines(pids)) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(child -> assertThat(child.onExit()).succeedsWithin(30, TimeUnit.SECONDS));
        }
    }

    private static void assertCsvHolds(List<String> rows) {
        assertThat(rows.get(0)).endsWith(",monitor.queue,monitor.bad,monitor.hang");
        assertThat(rows).anyMatch(row -> row.endsWith(",7,,"));
    }

    private static void assertPageHolds(String page) throws IOException {
        String begin = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf("id=\"data\"");
        assertThat(from).as(begin).isPositive();
        JsonNode data = JSON.readTree(page.substring(page.indexOf('>', from) + 1, page.indexOf("</script>", from)));
        JsonNode run = data.path("runs").path(0);
        assertThat(run.path("timeline").path("monitors").path("queue")).anyMatch(value -> value.asDouble() == 7);
        assertThat(run.path("timeline").path("monitors").path("bad")).anyMatch(JsonNode::isNull);
        assertThat(named(run.path("monitors"), "name", "monitor-0")
                        .path("series")
                        .path(0)
                        .asText())
                .isEqualTo("queue");
        assertThat(named(run.path("events"), "text", "deployed").path("at").asDouble())
                .isEqualTo(0.5);
        assertThat(page).contains("data-plot=\"monitor-0\"").contains("Monitors in the measured stage");
    }

    @Test
    void aScenarioFileHoldsThemAndItsCommandsNeedConsent() throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), """
                messages: 20
                connections: 2
                monitor:
                  - n=exec:sh -c 'echo 1, 2; echo 3'
                  - m=proc,every=2s
                event: ["0s=start", "1ms=a; b, c"]
                slo: max(n) <= 2
                """);
        Typed refused = Typed.run("run", "-s", file.toString(), "--no-results");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.complaint())
                .startsWith("mailrace: " + file + ":4:")
                .contains("monitor: n=exec:sh")
                .contains("--allow-exec");
        Typed typed = Typed.run("run", "-s", file.toString(), "--allow-exec", "--no-results", "-o", "json=-");
        JsonNode run = JSON.readTree(typed.out());
        assertThat(run.path("monitors"))
                .extracting(each -> each.path("name").asText())
                .containsExactly("n", "m.cpu", "m.memory", "m.load");
        assertThat(run.path("events"))
                .extracting(each -> each.path("text").asText())
                .contains("start", "a; b, c");
        Typed printed = Typed.run("run", "-s", file.toString(), "--print-scenario");
        assertThat(printed.out()).contains("m=proc,every=2s").contains("1ms=a; b, c");
    }

    @Test
    void mistakesAreToldBeforeTheLoad() {
        for (String[] mistake : new String[][] {
            {"--monitor", "content=proc", "monitor: 'content' for a name"},
            {"--monitor", "q=proc;every=5", "monitor: "},
            {"--event", "soon=x", "event: soon"},
            {"--events-from", folder.toString(), "events-from: "},
            {"--slo", "max(queue) < 5", "slo: max(queue) < 5"}
        }) {
            Typed typed = Typed.run("run", mistake[0], mistake[1], "--dry-run");
            assertThat(typed.exit()).as(mistake[1]).isEqualTo(2);
            assertThat(typed.complaint()).startsWith("mailrace: " + mistake[2]);
        }
    }
}
