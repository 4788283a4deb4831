package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.runfile.RunJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code compare} as it is typed: its inputs, its outputs and its exit codes. */
class CompareCommandTest {
    private final Path folder;

    CompareCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<String> runs(String name, int count, double p50Micros) {
        List<String> folders = new ArrayList<>();
        for (ObjectNode run : RunJson.several(count, p50Micros, 0)) {
            folders.add(RunJson.folder(folder, name + folders.size(), run));
        }
        return folders;
    }

    private static Typed compare(List<String> base, List<String> fresh, String... options) {
        List<String> typed = new ArrayList<>(List.of("compare"));
        typed.addAll(base);
        typed.add("--to");
        typed.addAll(fresh);
        typed.addAll(Arrays.asList(options));
        return Typed.run(typed.toArray(new String[0]));
    }

    @Test
    void aLostVerdictIsNamedAndStillPrinted() {
        String run = RunJson.folder(folder, "one", RunJson.of(1_000, 10));
        String other = RunJson.folder(folder, "two", RunJson.of(1_000, 10));
        assumeThat(Files.exists(Path.of("/dev/full"))).isTrue();
        Typed result = Typed.run("compare", run, other, "-o", "markdown=/dev/full", "-o", "junit=-");
        assertThat(result.err())
                .contains("output lost: /dev/full: no space left on device")
                .contains("INCONCLUSIVE");
        assertThat(result.out()).contains("<testsuite");
        assertThat(result.exit()).isEqualTo(5);
    }

    @Test
    void aRegressionFails() {
        Typed result = compare(runs("base", 7, 10_000), runs("new", 7, 12_500));
        assertThat(result.exit()).as(result.err()).isEqualTo(98);
        assertThat(result.out().lines().reduce("", (last, line) -> line))
                .as("the last line")
                .isNotEmpty();
        assertThat(result.out())
                .startsWith("REGRESSED: NEW is worse: accepted/s −20.0 % [")
                .contains(", and 2 more\n", "accepted/s (and 2 more): 20 % lower");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void noChangeAndImprovementPass() {
        assertThat(compare(runs("base", 7, 10_000), runs("new", 7, 10_050)).exit())
                .isZero();
        Typed better = compare(runs("worse", 7, 12_500), runs("better", 7, 10_000), "--fail-on", "inconclusive");
        assertThat(better.exit()).isZero();
        assertThat(better.out()).startsWith("IMPROVED: NEW is better: ");
    }

    @Test
    void aSuspicionFailsWhereAskedTo() {
        List<String> base = runs("base", 4, 10_000);
        List<String> fresh = runs("new", 4, 12_500);
        assertThat(compare(base, fresh).exit()).isZero();
        assertThat(compare(base, fresh).out()).startsWith("SUSPECT: NEW may be worse: ");
        assertThat(compare(base, fresh, "--fail-on", "suspect").exit()).isEqualTo(98);
        assertThat(compare(base, fresh, "--fail-on", "regressed,inconclusive").exit())
                .isEqualTo(98);
    }

    @Test
    void oneRunASideShowsFiguresAndFailsWhereAskedTo() {
        String base = runs("base", 1, 10_000).get(0);
        String fresh = runs("new", 1, 20_000).get(0);
        Typed result = Typed.run("compare", base, fresh);
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith(
                        "INCONCLUSIVE: whether NEW is worse is not known\naccepted/s (and 3 more): one run a side: the ")
                .contains("9.88 ms")
                .contains("19.8 ms")
                .contains("+100 % [unknown]");
        assertThat(Typed.run("compare", base, fresh, "--fail-on", "inconclusive")
                        .exit())
                .isEqualTo(96);
    }

    @Test
    void unlikeRunsAreRefusedUnlessAllowed() {
        List<String> base = runs("base", 2, 10_000);
        ObjectNode other = RunJson.of(10_000, 0);
        other.withObject("/scenario").put("connections", 200);
        other.withObject("/environment").put("cpu", "another");
        List<String> fresh = List.of(RunJson.folder(folder, "other", other));
        Typed refused = compare(base, fresh);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.complaint())
                .isEqualTo("mailrace: connections: 100 in BASE " + base.get(0) + ", 200 in NEW " + fresh.get(0)
                        + "; cpu: AMD EPYC in BASE " + base.get(0) + ", another in NEW " + fresh.get(0)
                        + " (expected: the same of both; --allow-unlike compares them all the same)");
        Typed allowed = compare(base, fresh, "--allow-unlike", "-o", "markdown=-");
        assertThat(allowed.exit()).isZero();
        assertThat(allowed.out()).contains("- **unlike:** connections: 100 in BASE");
        assertThat(allowed.err()).contains("UNLIKE connections: 100 in BASE");
        assertThat(compare(base, fresh, "--allow-unlike", "-o", "json=-").out()).contains("\"key\": \"connections\"");
        assertThat(compare(base, fresh, "--allow-unlike", "-o", "junit=-").out())
                .contains("unlike connections\" value=\"connections: 100");
    }

    @Test
    void anInvalidRunIsRefusedUnlessAllowed() {
        ObjectNode late = RunJson.of(10_000, 0);
        late.withObject("/self").put("verdict", "invalid").putArray("reasons").add("event loops ran late");
        String invalid = RunJson.folder(folder, "late", late);
        String base = runs("base", 1, 10_000).get(0);
        Typed refused = Typed.run("compare", base, invalid);
        assertThat(refused.exit()).isEqualTo(97);
        assertThat(refused.complaint()).contains("late: an invalid run: event loops ran late (expected: valid runs");
        Typed allowed = Typed.run("compare", base, invalid, "--allow-invalid");
        assertThat(allowed.exit()).isZero();
        assertThat(allowed.out()).contains("is invalid: event loops");
    }

    @Test
    void outputsGoWhereTheyShould() throws IOException {
        Path json = folder.resolve("c.json");
        Path xml = folder.resolve("c.xml");
        Typed result = compare(
                runs("base", 5, 10_000),
                runs("new", 5, 10_000),
                "-o",
                "json=" + json,
                "-o",
                "junit=" + xml,
                "-o",
                "markdown=-");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("### No change: ").doesNotContain("metric  ");
        assertThat(result.err()).contains("verdict").contains("NO CHANGE: ");
        assertThat(new ObjectMapper().readTree(json.toFile()).at("/verdict").asText())
                .isEqualTo("no change");
        assertThat(Files.readString(xml)).contains("<testsuite name=\"mailrace compare\"");
    }

    @Test
    void phasesAndLeastEffectsAreTheUsers() {
        List<String> base = runs("base", 7, 10_000);
        List<String> fresh = runs("new", 7, 12_500);
        Typed content = compare(base, fresh, "--phase", "content", "--phase", "transaction");
        assertThat(content.out()).contains("p50(content, service)").contains("p99(transaction, response)");
        assertThat(compare(base, fresh, "--min-effect", "30%").exit()).isZero();
        assertThat(compare(base, fresh, "--min-effect", "30%,p99=15%").exit()).isEqualTo(98);
    }

    @Test
    void mistakesCostOneLine() throws IOException {
        String run = runs("base", 1, 10_000).get(0);
        String other = runs("other", 1, 10_000).get(0);
        String broken = Files.writeString(folder.resolve("broken.json"), "{\"format\": ")
                .toString();
        String old =
                Files.writeString(folder.resolve("old.json"), "{\"format\": 0}").toString();
        assertMistake("compare: 1 path and no --to (expected: BASE NEW, or BASE... --to NEW...)", run);
        assertMistake("compare: 3 paths and no --to", run, other, broken);
        assertMistake("compare: " + run + " given twice", run, run);
        assertMistake(broken + ":1:", run, broken);
        assertMistake(old + ": format: 0 (expected: 1 to 2;", run, old);
        assertMistake(
                folder.resolve("gone") + ": no such file",
                run,
                folder.resolve("gone").toString());
        assertMistake("output: yaml (expected: one of json, html, markdown, junit)", run, other, "-o", "yaml=x");
        assertMistake("output: standard output twice", run, other, "-o", "json=-", "-o", "junit=-");
        assertMistake("output: " + folder + " cannot be written", run, other, "-o", "json=" + folder);
        assertMistake("fail-on: improved (expected: regressed, suspect or", run, other, "--fail-on", "improved");
        assertMistake("fail-on: never (expected: one of regressed,", run, other, "--fail-on", "never");
        assertMistake("min-effect: p90=1% (expected: accepted=, p50=,", run, other, "--min-effect", "p90=1%");
        assertMistake("min-effect: 5 (expected: a percentage", run, other, "--min-effect", "5");
        assertMistake("phase: lunch (expected: one of connect,", run, other, "--phase", "lunch");
        assertMistake("phase: given with --jmh", run, other, "--jmh", "--phase", "content");
    }

    private static void assertMistake(String complaint, String... typed) {
        List<String> all = new ArrayList<>(List.of("compare"));
        all.addAll(List.of(typed));
        Typed result = Typed.run(all.toArray(new String[0]));
        assertThat(result.exit()).as(complaint).isEqualTo(2);
        assertThat(result.complaint()).startsWith("mailrace: " + complaint);
        assertThat(result.err()).doesNotContain("Exception");
    }

    @Test
    void benchmarksAreComparedByForksAndBytes() throws IOException {
        String base = benchmarks("base.json", 100, 16);
        assertThat(Typed.run("compare", "--jmh", base, benchmarks("same.json", 100, 16))
                        .exit())
                .isZero();
        Typed result = Typed.run("compare", "--jmh", base, "--to", benchmarks("more.json", 101, 24));
        assertThat(result.exit()).as(result.err()).isEqualTo(98);
        assertThat(result.out()).contains("8 B/op higher, counted exactly.");
        Typed slower = Typed.run("compare", "--jmh", base, benchmarks("slower.json", 120, 16));
        assertThat(slower.exit()).isEqualTo(98);
        assertThat(Typed.run("compare", "--jmh", base, slower(), "--min-effect", "30%")
                        .exit())
                .isZero();
    }

    private String slower() throws IOException {
        return benchmarks("slower.json", 120, 16);
    }

    private String benchmarks(String name, int nanos, int bytes) throws IOException {
        List<String> forks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            forks.add("[" + (nanos + 0.1 * i) + "]");
        }
        String json = "[{\"benchmark\": \"dev.example.X.y\", \"mode\": \"avgt\", \"primaryMetric\": {\"scoreUnit\": "
                + "\"ns/op\", \"rawData\": " + forks + "}, \"secondaryMetrics\": {\"gc.alloc.rate.norm\": "
                + "{\"scoreUnit\": \"B/op\", \"rawData\": [[" + bytes + "]]}}}]";
        return Files.writeString(folder.resolve(name), json).toString();
    }

    @Test
    void theHelpNamesTheExitCodes() {
        assertThat(Typed.run("compare", "--help").out())
                .contains("96 inconclusive")
                .contains("98 regressed");
        assertThat(Typed.run("--help").out().replaceAll("\\s+", " "))
                .contains("98 regression")
                .contains("99 threshold broken");
        assertThat(ExitCode.SLO.number()).isEqualTo(99);
    }
}
