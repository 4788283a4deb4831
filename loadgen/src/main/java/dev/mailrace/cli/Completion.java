package dev.mailrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a shell completes. Picocli's generator names the values of an option by its label, so that options which share one would
 * get each other's; here each gets a label of its own.
 */
final class Completion {
    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9]");
    private static final Pattern A_FILE = Pattern.compile("FILE|PATH|DIR");

    private Completion() {}

    /** Changes the commands below this one for the generator; they parse nothing afterwards. */
    static void prepare(CommandLine line) {
        line.getSubcommands().values().forEach(command -> prepare(command.getCommandSpec()));
    }

    private static void prepare(CommandSpec spec) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (option.arity().max() > 0) {
                spec.remove(option);
                spec.addOption(distinct(option));
            }
        }
    }

    private static OptionSpec distinct(OptionSpec option) {
        OptionSpec.Builder builder = OptionSpec.builder(option)
                .paramLabel(
                        NO_NAME.matcher(option.longestName()).replaceAll("_").toUpperCase(Locale.ROOT));
        List<String> words = words(option);
        if (!words.isEmpty()) {
            builder.completionCandidates(words);
        } else if (A_FILE.matcher(option.paramLabel()).lookingAt()) {
            builder.type(Path.class).auxiliaryTypes(Path.class);
        }
        return builder.build();
    }

    /** As people type them. */
    private static List<String> words(OptionSpec option) {
        Class<?> type = option.auxiliaryTypes()[0];
        if (type.isEnum()) { // Their names are what is parsed; their texts are for people.
            return Stream.of(type.getEnumConstants())
                    .map(word -> ((Enum<?>) word).name().toLowerCase(Locale.ROOT))
                    .toList();
        }
        List<String> words = new ArrayList<>();
        if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(words::add);
        }
        return words;
    }
}
