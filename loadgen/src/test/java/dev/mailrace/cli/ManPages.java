package dev.mailrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The pages of the manual as AsciiDoc, one a command, in the words of its help. Picocli's generator writes them; it is given the
 * headings, defaults and examples that {@link HelpPage} shows, and gets company by {@link ManSections}. The build runs this; the
 * tool comes without it.
 */
final class ManPages {
    /** Of 78 columns, examples on a page leave 11 free at the left, and do without the 2 that are free in help. */
    private static final int COLUMNS = 69;

    private static final String EXAMPLES = "Examples:";
    private static final String EXIT_CODES = "Exit codes:";
    private static final String EXIT_STATUS = "Exit status";
    private static final Pattern EXIT_CODE = Pattern.compile("(\\d[\\d-]*) (.+?)(?:, (?=\\d)|\\.?$)");
    private static final Pattern SENTENCE_END = Pattern.compile("[.;:](?= |$)");

    private final CommandLine mailrace = new CommandLine(new Main());

    private ManPages() {
        HelpPage.on(mailrace, COLUMNS);
    }

    /** Writes them into a folder: arguments are the folder and Mailrace's version. */
    public static void main(String... arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, String> page : new ManPages().pages(arguments[1]).entrySet()) {
            Files.writeString(folder.resolve(page.getKey() + ".adoc"), page.getValue());
        }
    }

    /** By name, such as mailrace-run. */
    private Map<String, String> pages(String version) {
        List<CommandSpec> commands = Stream.concat(Stream.of(mailrace), mailrace.getSubcommands().values().stream())
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .toList();
        commands.forEach(command -> prepare(command.versionProvider(null).version("Mailrace " + version)));
        Map<String, String> pages = new LinkedHashMap<>();
        for (CommandSpec command : commands) {
            StringWriter page = new StringWriter();
            ManPageGenerator.writeSingleManPage(new PrintWriter(page), command);
            pages.put(command.qualifiedName("-"), ManSections.of(command, page.toString()));
        }
        return pages;
    }

    /** Changes the command for the generator; it parses nothing afterwards. */
    private void prepare(CommandSpec command) {
        Help help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
        UsageMessageSpec usage = command.usageMessage();
        String description = shown(help, UsageMessageSpec.SECTION_KEY_DESCRIPTION);
        String footer = String.format(usage.footerHeading()) + shown(help, UsageMessageSpec.SECTION_KEY_FOOTER);
        String purpose = purpose(usage.header().length == 0 ? description : usage.header()[0]);
        usage.header(purpose)
                .description(literal(description))
                .footerHeading("")
                .footer();
        if (command.findOption("--results") != null) {
            usage.exitCodeListHeading(EXIT_STATUS)
                    .exitCodeList(mailrace.getCommandSpec().usageMessage().exitCodeList());
        }
        for (String part : Pattern.compile("\\R\\s*\\R").split(footer, -1)) {
            String words = oneLine(part);
            if (words.startsWith(EXAMPLES)) {
                usage.footerHeading("Examples").footer(examples(part));
            } else if (words.startsWith(EXIT_CODES)) {
                usage.exitCodeListHeading(EXIT_STATUS).exitCodeList(exitCodes(words));
            } else if (!words.isEmpty()) {
                usage.description(literal(description), "", literal(words));
            }
        }
        argumentsAndOptions(command, help);
    }

    private static String shown(Help help, String section) {
        var sections = help.commandSpec().commandLine().getHelpSectionMap();
        return Objects.requireNonNull(sections.get(section), section).render(help);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /** The start of the first sentence, for the line by which a page is found. */
    private static String purpose(String description) {
        String first = SENTENCE_END.split(oneLine(description), 2)[0];
        return formatted(first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1));
    }

    private static String[] examples(String part) {
        return part.lines()
                .filter(line -> !line.isBlank() && !line.equals(EXAMPLES))
                .map(ManPages::formatted)
                .toArray(String[]::new);
    }

    private static Map<String, String> exitCodes(String words) {
        Map<String, String> codes = new LinkedHashMap<>();
        Matcher code = EXIT_CODE.matcher(words);
        while (code.find()) {
            codes.put(code.group(1), literal(code.group(2)).replace("%%", "%"));
        }
        return codes;
    }

    /** Options go into a group a heading: only groups have headings in the generator. */
    private static void argumentsAndOptions(CommandSpec command, Help help) {
        var parameters = help.createDefaultParameterRenderer();
        for (PositionalParamSpec argument : List.copyOf(command.positionalParameters())) {
            var rows = parameters.render(argument, help.parameterLabelRenderer(), help.colorScheme());
            String words = literal(HelpPage.description(argument, rows));
            command.remove(argument);
            command.addPositional(
                    PositionalParamSpec.builder(argument).description(words).build());
        }
        var options = help.createDefaultOptionRenderer();
        List<OptionSpec> all = List.copyOf(command.options());
        for (OptionHeadings heading : OptionHeadings.values()) {
            var group = ArgGroupSpec.builder()
                    .heading(heading.toString())
                    .exclusive(false)
                    .validate(false);
            group.order(heading.ordinal());
            for (OptionSpec option : all) {
                if (!option.hidden() && OptionHeadings.of(option) == heading) {
                    var rows = options.render(option, help.parameterLabelRenderer(), help.colorScheme());
                    String words = literal(HelpPage.description(option, rows));
                    command.remove(option);
                    group.addArg(OptionSpec.builder(option).description(words).build());
                }
            }
            if (!group.args().isEmpty()) {
                command.addArgGroup(group.build());
            }
        }
        command.usageMessage().sortOptions(false);
    }

    /** What AsciiDoc is to take as it is, in a format of Java's. */
    private static String literal(String text) {
        return "pass:c[" + formatted(oneLine(text)).replace("]", "\\]") + "]";
    }

    private static String formatted(String text) {
        return text.replace("%", "%%");
    }
}
