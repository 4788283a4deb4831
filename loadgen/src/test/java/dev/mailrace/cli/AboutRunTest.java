package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.report.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run is called, and the earlier one that it is shown beside. */
class AboutRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    private static void assertRan(Typed result) {
        assertThat(result.exit()).as(result.err()).isIn(0, 97); // A busy machine may spoil it.
    }

    @Test
    void titleAndNotesAreKeptAndShownEverywhere() throws IOException {
        Path results = folder.resolve("run");
        Path markdown = folder.resolve("run.md");
        String title = "Release <b>4.2</b> | candidate";
        Typed result = Typed.run(
                "run",
                "-n",
                "20",
                "-c",
                "2",
                "--warmup",
                "0s",
                "--title",
                title,
                "--note",
                "commit=1a2b3c",
                "--note",
                "ticket=it's #42",
                "--note",
                "password=hunter2",
                "--results",
                results.toString(),
                "-o",
                "markdown=" + markdown);
        assertRan(result);
        assertThat(result.out()).contains(title, "commit=1a2b3c, ticket=it's #42, password=***");
        JsonNode run = JSON.readTree(results.resolve("run.json").toFile());
        assertThat(run.path("title").asText()).isEqualTo(title);
        assertThat(run.path("notes"))
                .isEqualTo(JSON.readTree("{\"commit\": \"1a2b3c\", \"ticket\": \"it's #42\", \"password\": \"***\"}"));
        assertThat(run.path("command").asText())
                .startsWith("mailrace run -n 20 -c 2 ")
                .contains("--title '" + title + "'", "--note 'ticket=it'\\''s #42'", "--note 'password=***'");
        Instant started = Instant.parse(run.path("started").asText());
        assertThat(Instant.parse(run.path("ended").asText())).isAfter(started);
        assertThat(run.path("why").asText()).isEqualTo(Why.of(run)).isNotEmpty();
        assertThat(run.path("exit_code").asInt()).isEqualTo(result.exit());
        assertThat(results.resolve("report.html"))
                .content()
                .contains("Release &lt;b&gt;4.2&lt;/b&gt; | candidate", "commit: 1a2b3c")
                .doesNotContain("<b>4.2");
        assertThat(markdown).content().contains("*Release \\<b\\>4.2\\</b\\> \\| candidate*");
        Typed again = Typed.run("report", results.toString());
        assertThat(again.out()).contains(title, "commit=1a2b3c");
    }

    @Test
    void aScenarioFileMayCarryThem() throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), """
                title: Nightly
                note: [commit=1a2b3c, ticket=42]
                messages: 10
                connections: 2
                warmup: 0s
                """);
        Typed result = Typed.run("run", "-s", file.toString(), "--title", "Typed", "--no-results", "-o", "json=-");
        assertRan(result);
        JsonNode run = JSON.readTree(result.out());
        assertThat(run.path("title").asText()).isEqualTo("Typed");
        assertThat(run.at("/notes/ticket").asText()).isEqualTo("42");
    }

    @Test
    void aRunIsShownBesideTheNewestOneOfAFolder() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("runs"));
        Typed first = Typed.run(typed(runs, "b-first"));
        assertRan(first);
        assertThat(first.out()).contains("compare: no finished run in " + runs + " yet");
        assertRan(Typed.run(typed(runs, "a-second")));
        Files.writeString(Files.createDirectories(runs.resolve("c-broken")).resolve("run.json"), "{}");
        Typed third = Typed.run(typed(runs, "d-third"));
        assertRan(third);
        assertThat(third.out())
                .contains("BASE  1 run: " + runs.resolve("a-second"), "NEW   1 run: this run")
                .containsPattern("p50\\(transaction, [a-z]+\\) +1/1 ");
        assertThat(third.out().lines().toList())
                .last()
                .asString()
                .as("where it is")
                .startsWith("results: ");
        assertThat(runs.resolve("d-third/report.html"))
                .content()
                .contains("<table id=\"differences\">", "From " + runs.resolve("a-second") + " to this run");
        assertThat(runs.resolve("b-first/report.html")).content().doesNotContain("id=\"differences\"");
        assertThat(JSON.readTree(runs.resolve("d-third/run.json").toFile()).has("differences"))
                .isFalse();
    }

    private static String[] typed(Path runs, String name) {
        List<String> typed = List.of(
                "run",
                "-n",
                "20",
                "-c",
                "2",
                "--warmup",
                "0s",
                "--compare",
                runs.toString(),
                "--results",
                runs.resolve(name).toString());
        return typed.toArray(String[]::new);
    }
}
