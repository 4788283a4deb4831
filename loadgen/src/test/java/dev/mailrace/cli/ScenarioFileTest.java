package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenario files as people write them: the wrong are refused at the very place, the good mean what they say. */
class ScenarioFileTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    static List<String> wrong() throws IOException {
        return names("wrong");
    }

    static List<String> good() throws IOException {
        return names("good");
    }

    private static List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    private static Path good(String name) {
        return FOLDER.resolve("good").resolve(name + ".yaml");
    }

    private static Typed run(Path scenario, String... more) {
        return Typed.run(
                Stream.concat(Stream.of("run", "-s", scenario.toString(), "--transport", "nio"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongScenarioCostsOneLineWithThePlace(String name) throws IOException {
        Path folder = FOLDER.resolve("wrong");
        Typed result = run(folder.resolve(name + ".yaml"), "--dry-run");
        assertThat(result.err().replace(folder + "/", ""))
                .isEqualTo(Files.readString(folder.resolve(name + ".txt")))
                .startsWith("mailrace: " + name + ".yaml:")
                .contains("(");
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void thereAreManyOfBoth() throws IOException {
        assertThat(wrong()).hasSizeGreaterThan(40);
        assertThat(good()).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodScenarioIsPlannedAsItAlwaysWas(String name) throws IOException {
        Typed result = run(good(name), "--dry-run");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(Files.readString(FOLDER.resolve("good/" + name + ".txt")));
        assertThat(result.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("good")
    void aPrintedScenarioPrintsAndPlansTheSame(String name, @TempDir Path folder) throws IOException {
        String printed = run(good(name), "--print-scenario").out();
        Path again = Files.writeString(folder.resolve("again.yaml"), printed);
        assertThat(run(again, "--print-scenario").out()).isEqualTo(printed);
        assertThat(run(again, "--dry-run").out())
                .isEqualTo(run(good(name), "--dry-run").out());
    }

    @Test
    void whatIsTypedIsPrintedAsAScenarioThatAsksForTheSame(@TempDir Path folder) throws IOException {
        String[] typed =
                ("run 127.0.0.1:2525 --transport nio -R 5/s --poisson --auth none -t user%d@example.test -f <> -n 10k "
                                + "--mt-priority=-3 --proxy-protocol 1 --client-address 192.0.2.1 --content base64 --ehlo no "
                                + "--step noop,vrfy=x --step rset --starttls=never --size 4096 --recipients 2")
                        .split(" ");
        String printed = Typed.run(with(typed, "--print-scenario")).out();
        Path file = Files.writeString(folder.resolve("typed.yaml"), printed);
        assertThat(Typed.run("run", "-s", file.toString(), "--print-scenario").out())
                .isEqualTo(printed);
        Typed planned = Typed.run("run", "-s", file.toString(), "--dry-run");
        assertThat(planned.exit()).as(planned.err()).isZero();
        assertThat(planned.out()).isEqualTo(Typed.run(with(typed, "--dry-run")).out());
    }

    private static String[] with(String[] typed, String more) {
        return Stream.concat(Stream.of(typed), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void whatIsTypedGoesBeforeTheKindAndTheKindBeforeTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mix.yaml"), """
                size: 1k
                recipients: 2
                sessions:
                  - {name: one, weight: 1, size: 2k}
                  - {name: two, weight: 1}
                """);
        assertThat(run(file, "-c", "4", "--dry-run").out())
                .contains("one      ", " 2,048 B", "two      ", " 1,024 B", "and 1 more");
        Typed typed = run(file, "-c", "4", "-l", "3k", "--dry-run");
        assertThat(typed.out()).contains(" 3,072 B").doesNotContain("2,048", "1,024");
        Path again = Files.writeString(
                folder.resolve("again.yaml"),
                run(file, "-c", "4", "-l", "3k", "--print-scenario").out());
        assertThat(run(again, "--dry-run").out()).isEqualTo(typed.out());
        assertThat(run(file, "127.0.0.1:2525", "--dry-run").out())
                .contains("one: 50.0 % of sessions, 5 of the first 10");
    }

    @Test
    void aWrongValueThatWasTypedNamesNoFile() {
        Typed rate = run(good("open-loop"), "-R", "fast");
        assertThat(rate.complaint()).isEqualTo("mailrace: rate: fast (expected: a rate such as 500/s, 30k/m or 1M/h)");
        Typed inKind = run(good("mix"), "--starttls", "sometimes", "--dry-run");
        assertThat(inKind.complaint())
                .isEqualTo("mailrace: starttls: sometimes (expected: required, opportunistic or never)");
        Typed unknown = run(good("mix"), "--conections", "5");
        assertThat(unknown.complaint()).isEqualTo("mailrace: Unknown option: '--conections'");
        Typed number = run(good("mix"), "--recipients", "many");
        assertThat(number.complaint()).contains("many").doesNotContain(".yaml");
    }

    @Test
    void whatIsTypedAgainstTheFileIsToldAtTheFile() {
        Typed both = run(good("stages"), "-R", "5/s", "--dry-run");
        assertThat(both.complaint())
                .isEqualTo("mailrace: " + good("stages") + ":2:3: rate and stages: both given (expected: one of them)");
    }

    @Test
    void theFileIsReadHoweverItIsNamed() {
        String file = good("count").toString();
        for (String[] named : new String[][] {{"-s" + file}, {"--scenario=" + file}, {"-qs", file}, {"-s=" + file}}) {
            Typed result =
                    Typed.run(Stream.concat(Stream.of("run", "--dry-run", "--transport", "nio"), Stream.of(named))
                            .toArray(String[]::new));
            assertThat(result.out()).contains("volume: 7 messages");
        }
        assertThat(Typed.run("run", "-s", "/nowhere.yaml").complaint())
                .isEqualTo("mailrace: scenario: /nowhere.yaml: no such file (expected: a scenario: YAML in UTF-8)");
        assertThat(Typed.run("run", "-s", "src").complaint()).startsWith("mailrace: scenario: src: a folder (expected");
    }

    @Test
    void dollarsStandForThemselves(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("dollar.yaml"), "from: '${sys:user.name}$$@example.test'\n");
        assertThat(run(file, "-n", "1", "--dry-run").out()).contains("<${sys:user.name}$$@example.test>");
    }
}
