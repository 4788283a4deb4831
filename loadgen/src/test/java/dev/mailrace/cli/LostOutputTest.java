package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.terminal.StandardStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An output that cannot be written is named, costs nothing else, and is no pass. */
@Tag("jdk")
class LostOutputTest {
    private static final String FULL = "/dev/full";
    private static final String NO_SPACE = ": no space left on device";

    private final Path folder;

    LostOutputTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void thereIsADeviceThatIsFull() {
        assumeThat(Files.exists(Path.of(FULL))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "hlog", "hgrm", "html", "markdown", "junit", "prometheus"})
    void anOutputOnAFullDiskIsNamedAndTheAnswerStillPrinted(String format) {
        Typed result = run("-o", format + "=" + FULL);
        assertThat(result.err()).contains("mailrace: output lost: " + FULL + NO_SPACE);
        assertThat(result.out()).contains("balanced");
        assertThat(result.exit()).isEqualTo(5);
    }

    @Test
    void theOtherOutputsAreWritten() throws IOException {
        Path csv = folder.resolve("run.csv");
        Path junit = folder.resolve("run.xml");
        Typed result = run("-o", "csv=" + csv, "-o", "junit=" + FULL, "-o", "markdown=" + junit);
        assertThat(result.exit()).isEqualTo(5);
        assertThat(Files.readAllLines(csv)).hasSizeGreaterThan(1);
        assertThat(junit).isNotEmptyFile();
    }

    @Test
    void aLostOutputHidesNoBrokenThreshold() {
        Typed result = run("--slo", "accepted > 1000000/s", "-o", "junit=" + FULL);
        assertThat(result.exit()).isIn(99, 97);
        assertThat(result.err()).contains("output lost: " + FULL + NO_SPACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv=-", "json=-", "hlog=-", "junit=/dev/stdout"})
    void aFullStandardOutputIsNamedAndTheAnswerStandsOnTheOther(String output) throws IOException {
        Typed result = intoFull("run", "-n", "20", "-c", "2", "--no-results", "-o", output);
        assertThat(result.err())
                .contains("balanced")
                .containsPattern("output lost: \\S+ \\(standard output\\)" + NO_SPACE);
        assertThat(result.exit()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run -n 20 -c 2 --no-results", "schema", "environment", "--help", "run --help"})
    void whatIsPrintedForPeopleIsAnOutputToo(String command) throws IOException {
        Typed result = intoFull(command.split(" ", -1));
        assertThat(result.err()).contains("mailrace: output lost: standard output" + NO_SPACE);
        assertThat(result.exit()).isEqualTo(5);
    }

    @Test
    void aFullDiskUnderTheResultsIsNamedFileByFile() throws IOException {
        Path results = Files.createDirectory(folder.resolve("results"));
        Files.createSymbolicLink(results.resolve("intervals.hlog"), Path.of(FULL));
        Files.createSymbolicLink(results.resolve("run.json.new"), Path.of(FULL));
        Files.createSymbolicLink(results.resolve("report.html.new"), Path.of(FULL));
        Typed result = Typed.run("run", "-n", "20", "-c", "2", "--results", results.toString());
        assertThat(result.out()).contains("balanced");
        for (String file : List.of("intervals.hlog", "run.json", "report.html")) {
            assertThat(result.err()).contains("output lost: " + results.resolve(file) + NO_SPACE);
        }
        assertThat(result.exit()).isIn(5, 97);
    }

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("auth", "--mechanisms", "PLAIN", "-d", "200ms", "--warmup", "0s", "--no-results"),
                List.of("calibrate", "-c", "2", "-d", "300ms", "--warmup", "0s"),
                List.of(
                        "capacity",
                        "-d",
                        "200ms",
                        "--warmup",
                        "0s",
                        "--first",
                        "1/s",
                        "--slo",
                        "accepted > 1000000/s"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatSeveralRunsCameToIsStillPrinted(List<String> command) {
        List<String> typed = new ArrayList<>(command);
        if (command.get(0).equals("capacity")) {
            typed.add("--no-results");
        }
        typed.addAll(List.of("-o", "json=" + FULL));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.err()).contains("mailrace: output lost: " + FULL + NO_SPACE);
        assertThat(result.out()).isNotEmpty();
        assertThat(result.exit()).isIn(5, 97, 99, 96);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -n 1",
                "auth --mechanisms PLAIN",
                "capacity",
                "calibrate",
                "ab 127.0.0.1:1 127.0.0.1:2",
                "compare a b",
                "report a"
            })
    void aPathThatCannotBeIsToldBeforeTheLoadAndNothingIsMade(String command) {
        Path missing = folder.resolve("missing");
        List<String> typed = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
        typed.addAll(List.of("-o", "html=" + missing.resolve("x.html")));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.complaint())
                .startsWith("mailrace: output: " + missing.resolve("x.html") + " cannot be written: there is no folder "
                        + missing);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(missing).doesNotExist();
    }

    @Test
    void onePathForTwoOutputsIsRefused() {
        Path file = folder.resolve("x");
        Typed result = run("-o", "csv=" + file, "-o", "json=" + folder.resolve("./x"));
        assertThat(result.complaint()).contains("given twice");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void outputsMayLieInTheFolderThatIsMade() {
        Path results = folder.resolve("new");
        Typed result = Typed.run(
                "run", "-n", "20", "-c", "2", "--results", results.toString(), "-o", "csv=" + results.resolve("x.csv"));
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
        assertThat(results.resolve("x.csv")).isNotEmptyFile();
    }

    @Test
    void aReaderThatLeavesEndsTheRunQuietly() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Spawned.classPath(),
                        "dev.mailrace.cli.Main",
                        "run",
                        "-c",
                        "2",
                        "-d",
                        "10m",
                        "--warmup",
                        "0s",
                        "--results",
                        folder.resolve("run").toString(),
                        "-o",
                        "csv=-")
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            try (BufferedReader head =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(head.readLine()).startsWith("second,stage");
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(141);
            assertThat(folder.resolve("err")).content().contains("balanced").doesNotContain("lost:");
            assertThat(folder.resolve("run/run.json")).content().contains("\"ending\": \"interrupted\"");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Typed run(String... further) {
        List<String> typed = new ArrayList<>(List.of("run", "-n", "20", "-c", "2", "--no-results"));
        typed.addAll(List.of(further));
        return Typed.undisturbed(typed.toArray(String[]::new));
    }

    /** As the process has it, whose standard output is a full device. */
    private static Typed intoFull(String... arguments) throws IOException {
        Typed typed = intoFullOnce(arguments);
        for (int again = 0; again < 4 && typed.exit() == ExitCode.INVALID.number(); again++) {
            typed = intoFullOnce(arguments); // A busy machine spoils short runs.
        }
        return typed;
    }

    private static Typed intoFullOnce(String... arguments) throws IOException {
        try (FileOutputStream full = new FileOutputStream(new File(FULL));
                PrintStream out = StandardStream.of(full.getFD(), false)) {
            return Typed.into(out, arguments);
        }
    }
}
