package dev.mailrace.cli;

import java.lang.reflect.Member;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The headings under which the help of commands that load a server lists their options, in order: by the class that declares them. */
enum OptionHeadings {
    SEARCH("Search"),
    CONTEST("Comparison"),
    SCENARIO("Scenario file"),
    LOAD("Load"),
    VERDICTS("Thresholds"),
    CONNECTIONS("Connections"),
    MAIL("Mail"),
    SENDING("Sending"),
    AUTH("Login"),
    TLS("TLS"),
    CLIENT("Client address"),
    ODDITIES("Steps and odd behaviour"),
    SESSION("Session"),
    METERS("Meters"),
    OUTPUT("Output and help");

    private static final Map<Class<?>, OptionHeadings> BY_DECLARER = Map.ofEntries(
            Map.entry(CapacityCommand.class, SEARCH),
            Map.entry(AbCommand.class, CONTEST),
            Map.entry(JudgingOptions.class, CONTEST),
            Map.entry(ScenarioOptions.class, SCENARIO),
            Map.entry(ShowOptions.class, SCENARIO),
            Map.entry(LoadOptions.class, LOAD),
            Map.entry(SloOptions.class, VERDICTS),
            Map.entry(RunCommand.class, VERDICTS),
            Map.entry(ConnectionOptions.class, CONNECTIONS),
            Map.entry(SourceOptions.class, CONNECTIONS),
            Map.entry(TransportOption.class, CONNECTIONS),
            Map.entry(MailOptions.class, MAIL),
            Map.entry(UserRange.class, MAIL),
            Map.entry(SendingOptions.class, SENDING),
            Map.entry(AuthOptions.class, AUTH),
            Map.entry(TlsOptions.class, TLS),
            Map.entry(ForwardingOptions.class, CLIENT),
            Map.entry(WorkOptions.class, ODDITIES),
            Map.entry(OddityOptions.class, ODDITIES),
            Map.entry(SessionOptions.class, SESSION),
            Map.entry(MeterOptions.class, METERS));

    private final String words;

    OptionHeadings(String words) {
        this.words = words;
    }

    static void on(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionHeadings::list);
    }

    private static String list(Help help) {
        StringBuilder list = new StringBuilder();
        for (OptionHeadings heading : values()) {
            List<OptionSpec> own = help.commandSpec().options().stream()
                    .filter(option -> of(option) == heading)
                    .toList();
            if (own.isEmpty()) {
                continue;
            }
            // All options set the width, so that all headings have the same columns.
            Help.Layout layout = help.createDefaultLayout(help.commandSpec().options(), List.of(), help.colorScheme());
            layout.addOptions(own, help.parameterLabelRenderer());
            list.append(help.colorScheme().text(String.format("%n@|bold %s:|@%n", heading.words)))
                    .append(layout);
        }
        return list.toString();
    }

    /** What belongs to no other, such as --help, stands last. */
    static OptionHeadings of(OptionSpec option) {
        Class<?> declarer = ((Member) option.userObject()).getDeclaringClass();
        return BY_DECLARER.getOrDefault(declarer, OUTPUT);
    }

    @Override
    public String toString() {
        return words;
    }
}
