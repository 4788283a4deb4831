package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The pages of the manual as the build made them, beside the help of the same commands. */
@EnabledIfSystemProperty(named = "mailrace.man", matches = ".+", disabledReason = "built without the profile 'man'")
class ManPagesTest {
    private static final Path FOLDER = Path.of(System.getProperty("mailrace.man", ""));

    static Stream<String> commands() {
        return Stream.concat(Stream.of("mailrace"), mailrace().getSubcommands().keySet().stream());
    }

    private static CommandLine mailrace() {
        CommandLine line = new CommandLine(new Main());
        HelpPage.on(line, 200);
        return line;
    }

    @Test
    void everyCommandHasItsPageAndNobodyElseHas() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrderElementsOf(
                            commands().map(ManPagesTest::file).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPageListsOptionsAsHelpDoes(String name) throws IOException {
        String headingsBare =
                help(name, UsageMessageSpec.SECTION_KEY_OPTION_LIST).replaceAll("(?m)^(\\w.*):$", "$1");
        assertThat(section(name, "OPTIONS")).isEqualTo(oneLine(headingsBare)).contains("--help");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPageDescribesItsCommandAndArgumentsAsHelpDoes(String name) throws IOException {
        assertThat(section(name, "DESCRIPTION"))
                .startsWith(oneLine(help(name, UsageMessageSpec.SECTION_KEY_DESCRIPTION)));
        assertThat(section(name, "ARGUMENTS"))
                .isEqualTo(oneLine(help(name, UsageMessageSpec.SECTION_KEY_PARAMETER_LIST)));
    }

    /** Lines broken for a narrow page are the same for a shell. */
    @ParameterizedTest
    @MethodSource("commands")
    void aPageHasAllThatStandsBelowTheOptionsInHelp(String name) throws IOException {
        String below = help(name, UsageMessageSpec.SECTION_KEY_FOOTER);
        List<String> examples =
                below.lines().filter(line -> line.startsWith("  ")).toList();
        assertThat(section(name, "EXAMPLES").replace("\\ ", "")).isEqualTo(oneLine(String.join(" ", examples)));
        String status = section(name, "EXIT STATUS");
        Matcher codes = Pattern.compile("Exit codes: ([^.]*)").matcher(below);
        if (codes.find()) {
            for (String code : oneLine(codes.group(1)).split(", (?=\\d)", -1)) {
                assertThat(status).contains(code);
            }
        }
        assertThat(status).startsWith("0 ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void nothingOfPicocliOrAsciiDocIsLeft(String name) throws IOException {
        assertThat(page(name)).doesNotContain("@|", "|@", "%%", "${", "pass:", "xref:", "[%", "|===");
        assertThat(page(name).lines()).noneMatch(line -> line.endsWith("::") || line.contains("%n"));
    }

    @Test
    void pagesOfRunsListTheExitCodesOfAllCommands() throws IOException {
        assertThat(section("run", "EXIT STATUS"))
                .isEqualTo(section("mailrace", "EXIT STATUS"))
                .contains(" 99 ", " 130 ");
    }

    @Test
    void theFirstPageTellsOfEveryVariableOfOurs() throws IOException {
        StringBuilder sources = new StringBuilder(Files.readString(Path.of("../scripts/mailrace")));
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.append(Files.readString(file));
            }
        }
        List<String> variables = Pattern.compile("(?<=[\"{])(MAILRACE_[A-Z_]+|NO_COLOR|XDG_CACHE_HOME)")
                .matcher(sources)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(variables).hasSizeGreaterThan(4);
        assertThat(section("mailrace", "ENVIRONMENT")).contains(variables);
    }

    private static String file(String name) {
        return (name.equals("mailrace") ? name : "mailrace-" + name) + ".1";
    }

    private static String page(String name) throws IOException {
        return Files.readString(FOLDER.resolve(file(name)));
    }

    /** The words of a section as a reader sees them, in one line; empty where there is no such section. */
    private static String section(String name, String heading) throws IOException {
        String page = page(name) + "\n.SH";
        String start = ".SH \"" + heading + "\"\n";
        int from = page.indexOf(start);
        if (from < 0) {
            return "";
        }
        String text = page.substring(from + start.length(), page.indexOf("\n.SH", from + 1));
        return oneLine(text.replaceAll("(?m)^\\.SS \"(.*)\"$", "$1")
                .replaceAll("(?m)^\\..*$", "")
                .replaceAll("\\\\f[BIP]", "")
                .replace("\\&", "")
                .replace("\\-", "-")
                .replace("\\*(Aq", "'")
                .replace("\\(aq", "'")
                .replace("\\(rs", "\\"));
    }

    private static String help(String name, String section) {
        CommandLine line = mailrace();
        CommandLine command =
                name.equals("mailrace") ? line : line.getSubcommands().get(name);
        Help help = new Help(Objects.requireNonNull(command).getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        return Objects.requireNonNull(command.getHelpSectionMap().get(section)).render(help);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
