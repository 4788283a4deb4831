package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpPageTest {
    static Stream<String> commands() {
        return new CommandLine(new Main()).getSubcommands().keySet().stream();
    }

    private static CommandLine mailrace(int columns) {
        CommandLine line = new CommandLine(new Main());
        HelpPage.on(line, columns);
        return line;
    }

    private static CommandLine command(String name, int columns) {
        return Objects.requireNonNull(mailrace(columns).getSubcommands().get(name));
    }

    private static String help(CommandLine command) {
        StringWriter out = new StringWriter();
        command.usage(new PrintWriter(out), CommandLine.Help.Ansi.OFF);
        return out.toString();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsSixtyColumns(String name) {
        assertThat(help(command(name, 60)).lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 132})
    void mailraceItselfFitsAnyTerminal(int columns) {
        assertThat(help(mailrace(columns)).lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(Math.max(60, columns)));
    }

    /** What is copied from help must still be what it was: addresses, URLs, file names, options. */
    @ParameterizedTest
    @MethodSource("commands")
    void noWordIsBroken(String name) {
        for (int columns : new int[] {60, 80, 100}) {
            CommandLine command = command(name, columns);
            List<String> shown = words(help(command));
            List<String> words = new ArrayList<>();
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String description : option.description()) {
                    words.addAll(words(description.replaceAll("\\(default: [^)]*\\)", "")));
                }
            }
            for (String line : command.getCommandSpec().usageMessage().footer()) {
                words.addAll(words(String.format(line)));
            }
            assertThat(shown).as("%s at %d columns", name, columns).containsAll(words);
        }
    }

    /** Without a full stop at the end: a command's own default may come before it. */
    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+"))
                .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noSpaceStandsBeforeAFullStop(String name) {
        assertThat(help(command(name, 200)).lines()).noneMatch(line -> line.endsWith(" ."));
    }

    @Test
    void anExampleThatIsTooWideIsStillOneCommandForAShell() {
        String help = help(command("capacity", 60));
        assertThat(help)
                .contains(
                        "  mailrace capacity 127.0.0.1:2525 \\\n        --slo 'p99(transaction) < 200ms' \\\n        --slo 'errors < 0.1%'\n");
    }

    /** Each command says what it does when nothing is said, though it shares options with others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run      | --duration | (default: 10s; none with -n)",
                "run      | --warmup   | (default: 2s; none with -n)",
                "ab       | --duration | (default: 5s per run)",
                "ab       | --warmup   | (default: 1s)",
                "capacity | --duration | (default: 3s, and longer where a percentile needs it)",
                "capacity | --warmup   | (default: 1s)",
                "capacity | --drain    | (default: 2s)",
                "capacity | --slo      | (default: errors < 1% and p99(transaction) < 1s; with --by auth p99(session) < 1s)",
                "auth     | --duration | (default: 5s per mechanism)",
            })
    void helpTellsTheDefaultsOfItsOwnCommand(String name, String option, String words) {
        String help = help(command(name, 200)).replaceAll("\\s+", " ");
        int from = help.indexOf(option + "=");
        assertThat(help.substring(from, help.indexOf("(default:", from) + words.length()))
                .endsWith(words);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpWithACommandsNameIsThatCommandsHelp(String name) {
        Typed typed = Typed.run("help", name);
        assertThat(typed.exit()).isZero();
        assertThat(typed.out()).isEqualTo(help(command(name, 80)));
    }
}
