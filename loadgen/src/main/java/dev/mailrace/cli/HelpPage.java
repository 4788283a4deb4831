package dev.mailrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Help.IParameterRenderer;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of every command: options under headings, each command's own defaults, and lines that break at spaces only, so that
 * what is copied from them still works.
 */
final class HelpPage {
    private static final int COLUMNS_MIN = 60; // Picocli refuses less than 55.
    private static final int COLUMNS_NARROW = 80;
    private static final int NAMES_COLUMNS = 34;
    private static final int NAMES_COLUMNS_NARROW = 20; // Picocli refuses less.
    private static final String HANGING = "  ";
    private static final String DEEPER = "        "; // than options stand
    private static final int DESCRIPTION = 4; // Its column; before it: marker, short name, comma, long names.

    private static final Pattern DEFAULT = Pattern.compile("\\(default: [^)]*\\)");

    /** An example's command line and, a gap behind it, what it does. */
    private static final Pattern EXAMPLE = Pattern.compile("( +mailrace .*?\\S)(?: {2,}(\\S.*))?");

    /** An option with its value, or a word, with all spaces that are in quotes. */
    private static final Pattern SHELL_WORD = Pattern.compile("(?:--?[a-z-]+ (?=[^-\\s]))?(?:'[^']*'|[^\\s'])+");

    private HelpPage() {}

    /** Lays out the help of the command and of those below it, so many columns wide at least 60. */
    static void on(CommandLine line, int columns) {
        int width = Math.max(COLUMNS_MIN, columns);
        line.setUsageHelpWidth(width);
        line.setUsageHelpLongOptionsMaxWidth(width < COLUMNS_NARROW ? NAMES_COLUMNS_NARROW : NAMES_COLUMNS);
        sections(line);
        line.getSubcommands().values().forEach(HelpPage::sections);
    }

    private static void sections(CommandLine command) {
        command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        var sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, HelpPage::description);
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, HelpPage::parameters);
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::options);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpPage::footer);
    }

    private static String description(Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        return lines(wrapped(String.format(String.join(" ", usage.description())), usage.width() - 1));
    }

    private static String parameters(Help help) {
        Layout layout = layout(help);
        layout.addAllPositionalParameters(help.commandSpec().positionalParameters(), help.parameterLabelRenderer());
        return layout.toString();
    }

    private static String options(Help help) {
        StringBuilder list = new StringBuilder();
        for (OptionHeadings heading : OptionHeadings.values()) {
            List<OptionSpec> own = help.commandSpec().options().stream()
                    .filter(option -> !option.hidden() && OptionHeadings.of(option) == heading)
                    .toList();
            if (!own.isEmpty()) {
                Layout layout = layout(help);
                layout.addOptions(own, help.parameterLabelRenderer());
                list.append(help.colorScheme().text(String.format("%n@|bold %s:|@%n", heading)))
                        .append(layout);
            }
        }
        return list.toString();
    }

    private static String footer(Help help) {
        int width = help.commandSpec().usageMessage().width() - 1;
        List<String> footer = new ArrayList<>();
        for (String line : help.commandSpec().usageMessage().footer()) {
            String text = String.format(line);
            if (text.length() <= width) {
                footer.add(text);
            } else if (EXAMPLE.matcher(text).matches()) {
                example(text, width, footer);
            } else {
                footer.addAll(wrapped(text, width));
            }
        }
        return lines(footer);
    }

    /** The command in lines that a shell takes, and what it does below it. */
    private static void example(String text, int width, List<String> to) {
        Matcher example = EXAMPLE.matcher(text);
        if (!example.matches()) {
            throw new IllegalStateException(text);
        }
        StringBuilder line = new StringBuilder(HANGING);
        Matcher word = SHELL_WORD.matcher(example.group(1));
        while (word.find()) {
            if (line.length() + word.group().length() + " \\".length() > width
                    && !line.toString().isBlank()) {
                to.add(line.append('\\').toString());
                line = new StringBuilder(DEEPER);
            }
            line.append(word.group()).append(' ');
        }
        to.add(line.toString().stripTrailing());
        if (example.group(2) != null) {
            wrapped(example.group(2), width - DEEPER.length()).forEach(what -> to.add(DEEPER + what));
        }
    }

    /** All options set the width of the names, so that all headings have the same columns. */
    private static Layout layout(Help help) {
        CommandSpec spec = help.commandSpec();
        int columns = spec.usageMessage().width();
        int names = columns < COLUMNS_NARROW
                ? NAMES_COLUMNS_NARROW
                : help.calcLongOptionColumnWidth(spec.options(), spec.positionalParameters(), help.colorScheme());
        TextTable table = TextTable.forDefaultColumns(help.colorScheme(), names, columns);
        int width = table.columns()[DESCRIPTION].width - table.columns()[DESCRIPTION].indent;
        IOptionRenderer options = help.createDefaultOptionRenderer();
        IParameterRenderer parameters = help.createDefaultParameterRenderer();
        return new Layout(
                help.colorScheme(),
                table,
                (option, labels, scheme) -> rows(option, options.render(option, labels, scheme), width, help),
                (parameter, labels, scheme) ->
                        rows(parameter, parameters.render(parameter, labels, scheme), width, help));
    }

    /** The same rows, with the description broken to the width. */
    private static Text[][] rows(ArgSpec argument, Text[][] rendered, int width, Help help) {
        List<String> lines = wrapped(description(argument, rendered), width - HANGING.length());
        Text[][] rows = new Text[Math.max(1, lines.size())][];
        Text none = help.ansi().text("");
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i == 0 ? rendered[0].clone() : new Text[] {none, none, none, none, none};
            boolean hangs = i > 0 && lines.get(i).length() + HANGING.length() <= width;
            rows[i][DESCRIPTION] = help.ansi().new Text((hangs ? HANGING : "") + lines.get(i), help.colorScheme());
        }
        return rows;
    }

    /** What rendered rows say of an option or argument, with the default that holds for its command. */
    static String description(ArgSpec argument, Text[][] rendered) {
        List<String> said = new ArrayList<>();
        for (Text[] row : rendered) {
            said.add(row[DESCRIPTION].plainString());
        }
        return trueOf(argument, String.join(" ", said));
    }

    private static String trueOf(ArgSpec argument, String description) {
        if (!(argument instanceof OptionSpec option) || !(argument.command().userObject() instanceof OwnDefaults own)) {
            return description;
        }
        String words = own.ownDefaults().get(option.longestName());
        if (words == null) {
            return description;
        }
        Matcher usual = DEFAULT.matcher(description);
        if (words.isEmpty()) {
            return usual.replaceFirst("").replaceFirst(" ?\\.$", ".");
        }
        String replaced = "(default: " + words + ")";
        return usual.find()
                ? usual.replaceFirst(Matcher.quoteReplacement(replaced))
                : description.replaceFirst(
                        "\\.?$", Matcher.quoteReplacement(replaced.isEmpty() ? "." : " " + replaced + "."));
    }

    /** Lines of at most so many characters, broken at spaces only; a longer word has a line of its own. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Arrays.asList(text.strip().split("\\s+"))) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String lines(List<String> lines) {
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(line).append(System.lineSeparator()));
        return all.toString();
    }
}
