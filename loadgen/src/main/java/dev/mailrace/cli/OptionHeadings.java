package dev.mailrace.cli;

import java.lang.reflect.Member;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The headings under which the help of {@code run} lists its options, in order: by the class that declares them. */
enum OptionHeadings {
    SCENARIO("Scenario file", ScenarioOptions.class),
    LOAD("Load", LoadOptions.class),
    CONNECTIONS("Connections", ConnectionOptions.class, TransportOption.class),
    MAIL("Mail", MailOptions.class, UserRange.class),
    SENDING("Sending", SendingOptions.class),
    AUTH("Login", AuthOptions.class),
    TLS("TLS", TlsOptions.class),
    CLIENT("Client address", ForwardingOptions.class),
    ODDITIES("Steps and odd behaviour", WorkOptions.class, OddityOptions.class),
    SESSION("Session", SessionOptions.class),
    OUTPUT("Output and help", OutputOptions.class);

    private final String words;
    private final List<Class<?>> declarers;

    OptionHeadings(String words, Class<?>... declarers) {
        this.words = words;
        this.declarers = List.of(declarers);
    }

    static void on(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionHeadings::list);
    }

    private static String list(Help help) {
        StringBuilder list = new StringBuilder();
        for (OptionHeadings heading : values()) {
            // All options set the width, so that all headings have the same columns.
            Help.Layout layout =
                    help.createDefaultLayout(help.commandSpec().options(), List.of(), help.colorScheme());
            layout.addOptions(
                    help.commandSpec().options().stream()
                            .filter(option -> of(option) == heading)
                            .toList(),
                    help.parameterLabelRenderer());
            list.append(help.colorScheme().text(String.format("%n@|bold %s:|@%n", heading.words)))
                    .append(layout);
        }
        return list.toString();
    }

    /** What belongs to no other, such as --help, stands last. */
    static OptionHeadings of(OptionSpec option) {
        Class<?> declarer = ((Member) option.userObject()).getDeclaringClass();
        return Arrays.stream(values())
                .filter(heading -> heading.declarers.contains(declarer))
                .findFirst()
                .orElse(OUTPUT);
    }

    @Override
    public String toString() {
        return words;
    }
}
