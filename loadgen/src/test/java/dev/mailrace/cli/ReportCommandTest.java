package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.report.RunSchemaTest;
import dev.mailrace.runfile.RunJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of runs that were. */
class ReportCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> FORMATS =
            List.of("json", "csv", "hlog", "hgrm", "markdown", "junit", "prometheus");

    @TempDir
    Path folder = Path.of("");

    /** A run of two kinds, with refusals and a threshold, so that there is something of everything. */
    private Path run(String... more) throws IOException {
        Path results = folder.resolve("run");
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), """
                connections: 4
                duration: 2s
                warmup: 500ms
                slo: [p99(transaction) < 5s, rejected < 90%]
                sessions:
                  - name: mail
                    weight: 3
                  - name: odd
                    weight: 1
                    drop-after: rcpt
                    share: 50%
                """);
        List<String> typed = new ArrayList<>(
                List.of("run", "-s", scenario.toString(), "-R", "100/s", "--results", results.toString()));
        Collections.addAll(typed, more);
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97, 99);
        return results;
    }

    private static String[] outputs(Path folder, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        for (String format : FORMATS) {
            all.add("-o");
            all.add(format + "=" + folder.resolve(format));
        }
        return all.toArray(String[]::new);
    }

    @Test
    void allThatARunWritesCanBeWrittenLater() throws IOException {
        Path now = Files.createDirectories(folder.resolve("now"));
        Path later = Files.createDirectories(folder.resolve("later"));
        Path results = run(outputs(now));
        Typed report = Typed.run(outputs(later, "report", results.toString()));
        assertThat(report.exit()).as(report.err()).isZero();
        for (String format : FORMATS) {
            assertThat(Files.readString(later.resolve(format)))
                    .as(format)
                    .isEqualTo(Files.readString(now.resolve(format)))
                    .isNotBlank();
        }
        assertThat(later.resolve("json")).hasSameTextualContentAs(results.resolve("run.json"));
        assertThat(RunSchemaTest.complaints(
                        JSON.readTree(results.resolve("run.json").toFile())))
                .isEmpty();
    }

    @Test
    void withoutOutputsTheRunIsShownAndItsPageMadeAgain() throws IOException {
        Path results = run("-q");
        Path page = results.resolve("report.html");
        String first = Files.readString(page);
        Files.delete(page);
        Typed report = Typed.run("report", results.toString());
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out())
                .contains(" accepted/s over 2.00 s")
                .contains("books: ")
                .endsWith("report: " + page + "\n");
        assertThat(Files.readString(page).replaceAll("\"name\":\"[^\"]*\"", ""))
                .isEqualTo(first.replaceAll("\"name\":\"[^\"]*\"", ""));
    }

    @Test
    void aRunThatWasKilledHasAReport() throws IOException, InterruptedException {
        Path results = folder.resolve("killed");
        try (Spawned run = Spawned.start(
                folder,
                "run",
                "-c",
                "2",
                "-d",
                "60s",
                "--warmup",
                "0s",
                "-q",
                "--slo",
                "errors < 1%",
                "--results",
                results.toString())) {
            run.await(() -> lines(results.resolve("intervals.hlog")) > 2);
            run.signal("KILL");
            run.awaitExit();
        }
        Typed report = Typed.run("report", results.toString(), "-o", "html=" + folder.resolve("killed.html"));
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out())
                .contains("The run was killed")
                .contains("the run was killed before its end")
                .contains(" accepted/s over ")
                .contains("(balanced)")
                .contains("passed  errors < 1%")
                .doesNotContain("an internal error");
        assertThat(Files.readString(folder.resolve("killed.html")))
                .contains("The run ended early: killed")
                .contains("The books balance")
                .contains("data-plot=\"throughput\"");
    }

    /** A search that was killed left no document of its own, but each step's. */
    @Test
    void whatAKilledCommandLeftIsToldStepByStep() throws IOException {
        String parent = folder.toString();
        for (String step : List.of("step-01", "step-02")) {
            RunJson.folder(folder, step, RunJson.of(1_000, 10));
        }
        String run = Files.readString(folder.resolve("step-02/run.json"));
        Path third = Files.createDirectories(folder.resolve("step-03"));
        Files.writeString(third.resolve("run.json"), run.replace("\"completed\"", "\"running\""));
        Typed report = Typed.run("report", parent);
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out())
                .contains("3 runs of a command that was interrupted")
                .containsPattern("step-01 .*completed")
                .containsPattern("step-03 .*killed after");
        assertThat(folder.resolve("report.html")).content().contains("step-01").contains("step-03");
        Typed again = Typed.run("run", "-n", "1", "--results", parent);
        assertThat(again.complaint()).contains("holds results already");
    }

    @Test
    void aCutLogIsNotedOnTerminalAndPage() throws IOException {
        Path results = folder.resolve("run");
        Typed ran = Typed.run("run", "-c", "2", "-d", "2s", "--warmup", "0s", "--results", results.toString());
        Path log = results.resolve("intervals.hlog");
        String whole = Files.readString(log);
        Files.writeString(log, whole.substring(0, whole.indexOf('\n', whole.indexOf("#[interval ")) + 1));
        Typed report = Typed.run("report", results.toString());
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out())
                .contains("NOTE: the log ends after ")
                .contains("(balanced)")
                .doesNotContain("internal error");
        String accepted = ran.out()
                .lines()
                .filter(line -> line.contains(" accepted/s over "))
                .findFirst()
                .orElseThrow();
        assertThat(report.out()).contains(accepted);
        assertThat(results.resolve("report.html")).content().contains("Data over time is incomplete: the log ends");
    }

    private static long lines(Path log) {
        try {
            return Files.exists(log)
                    ? Files.readString(log)
                            .lines()
                            .filter(line -> line.startsWith("#[interval "))
                            .count()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePageCanGoToStandardOutput() {
        String run = RunJson.folder(folder, "a", RunJson.of(1_000, 10));
        Typed report = Typed.run("report", run, "-o", "html=-");
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(report.err()).contains(" accepted/s");
    }

    @Test
    void mistakesCostOneLine() throws IOException {
        String a = RunJson.folder(folder, "a", RunJson.of(1_000, 10));
        String b = RunJson.folder(folder, "b", RunJson.of(1_000, 10));
        Path nothing = Files.createDirectories(folder.resolve("nothing"));
        assertMistake(
                nothing.resolve("run.json") + ": no such file (expected: a run's folder or its run.json)",
                nothing.toString());
        assertMistake(
                folder.resolve("typo") + ": no such file",
                a,
                folder.resolve("typo").toString());
        assertMistake("output: html (expected: FORMAT=PATH, such as html=report.html)", a, "-o", "html");
        assertMistake("output: yaml (expected: json, csv,", a, "-o", "yaml=x");
        assertMistake(a + ": does not say what each second counted, so ", a, "-o", "csv=" + folder.resolve("x.csv"));
        List<String> many = new ArrayList<>(Collections.nCopies(13, a));
        assertMistake("report: 13 runs (expected: at most 12)", many.toArray(String[]::new));
        Path whole = run("-q");
        String log = Files.readString(whole.resolve("intervals.hlog"));
        assertMistake(
                "output: " + whole.resolve("intervals.hlog") + " is what the report is made of",
                whole.toString(),
                "-o",
                "hlog=" + whole.resolve("intervals.hlog"));
        assertThat(whole.resolve("intervals.hlog")).hasContent(log);
        Path csv = Files.writeString(folder.resolve("kept.csv"), "kept");
        assertMistake(
                folder.resolve("typo") + "/run.json: no such",
                folder.resolve("typo") + "/run.json",
                "-o",
                "csv=" + csv);
        assertThat(csv).hasContent("kept");
        assertMistake("output: ", a, "-o", "junit=" + folder);
        assertMistake("output: csv of several runs (expected: html=PATH)", a, b, "-o", "csv=x");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"format\": 1,,");
        assertMistake(broken + ":1:", broken.toString(), "-o", "html=" + folder.resolve("x.html"));
    }

    @Test
    void twoRunsAreComparedOnTheTerminalAndOnTheirPage() throws IOException {
        String before = RunJson.folder(folder, "before", RunJson.of(1_000, 0));
        String after = RunJson.folder(folder, "after", RunJson.of(1_500, 10));
        Typed report = Typed.run("report", before, after);
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out())
                .contains("BASE  1 run: " + before, "NEW   1 run: " + after)
                .containsPattern("p50\\(transaction, response\\) +1/1 +1.00 ms +1.50 ms")
                .contains("Only in NEW: rejected rcpt 451", "INCONCLUSIVE: ", "Take at least 5 runs");
        Path page = folder.resolve("both.html");
        assertThat(Typed.run("report", before, after, "-o", "html=" + page).exit())
                .isZero();
        assertThat(page)
                .content()
                .contains("<table id=\"differences\">", "From " + before + " to " + after, "+50.0 %")
                .contains("&lt;b&gt;@team&lt;/b&gt;")
                .doesNotContain("<b>@team");
    }

    /** Where there are runs enough, the rules of 'compare' give a verdict. */
    @Test
    void twoFoldersOfRunsAreTwoSides() throws IOException {
        int number = 0;
        for (ObjectNode run : RunJson.several(6, 1_000, 0)) {
            RunJson.folder(folder.resolve("before"), "r" + number++, run);
        }
        for (ObjectNode run : RunJson.several(6, 2_000, 0)) {
            RunJson.folder(folder.resolve("after"), "r" + number++, run);
        }
        Path page = folder.resolve("both.html");
        Typed report = Typed.run(
                "report",
                folder.resolve("before").toString(),
                folder.resolve("after").toString(),
                "-o",
                "html=" + page);
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out()).contains("6 runs: ", "REGRESSED: ");
        assertThat(page).content().contains("<td class=\"bad\">regressed</td>");
    }

    /** Words of a file that somebody else wrote reach no terminal as they are. */
    @Test
    void aForgedRunCannotSpeakToTheTerminal() throws IOException {
        Path results = run("-q");
        ObjectNode run = (ObjectNode) JSON.readTree(results.resolve("run.json").toFile());
        String escape = "\u001b]0;owned\u0007\u001b[2J\r\n";
        run.put("plan", "plan" + escape).put("mailrace", "1" + escape);
        run.withArray("kinds").forEach(kind -> ((ObjectNode) kind).put("name", "kind" + escape));
        run.withArray("outcomes").forEach(outcome -> ((ObjectNode) outcome).put("enhanced", escape));
        run.withObject("sessions")
                .putObject("tls")
                .put("version", escape)
                .put("cipher", escape)
                .put("group", escape)
                .put("full_handshakes", 1);
        Files.writeString(results.resolve("run.json"), run.toString());
        Typed report = Typed.run("report", results.toString());
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out()).doesNotContain("\u001b", "\u0007", "\r");
        run.put("ending", "ended" + escape);
        Files.writeString(results.resolve("run.json"), run.toString());
        assertMistake(
                results.resolve("run.json") + ": ending: ended?]0;owned??[2J?? (expected: one of completed, ",
                results.toString());
    }

    private static void assertMistake(String complaint, String... typed) {
        List<String> all = new ArrayList<>(List.of("report"));
        Collections.addAll(all, typed);
        Typed result = Typed.run(all.toArray(String[]::new));
        assertThat(result.exit()).as(complaint).isEqualTo(2);
        assertThat(result.complaint()).startsWith("mailrace: " + complaint);
        assertThat(result.err()).doesNotContain("Exception");
    }
}
