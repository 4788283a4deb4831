package dev.mailrace.options;

import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.ScenarioFile;
import dev.mailrace.scenario.ScenarioFile.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a run that a scenario file gives: what the command line says goes before. */
public final class ScenarioDefaults implements IDefaultValueProvider {
    private final ScenarioFile file;

    /** In the order of precedence. */
    private final List<ScenarioFile.Section> sections;

    private ScenarioDefaults(ScenarioFile file, List<ScenarioFile.Section> sections) {
        this.file = file;
        this.sections = sections;
    }

    public static ScenarioDefaults read(Path path, CommandSpec run) {
        ScenarioFile file = ScenarioFile.read(path, RunKeys.of(run));
        return new ScenarioDefaults(file, List.of(file.common()));
    }

    /**
     * The same of a text.
     *
     * @param name what messages call it
     */
    public static ScenarioDefaults of(Path name, String text, CommandSpec run) {
        ScenarioFile file = ScenarioFile.of(name, text, RunKeys.of(run));
        return new ScenarioDefaults(file, List.of(file.common()));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        String key = argument instanceof OptionSpec option ? RunKeys.name(option) : RunKeys.TARGET;
        ScenarioFile.Value value = value(key);
        if (value == null) {
            return null;
        }
        String joint = argument instanceof OptionSpec option ? RunKeys.joint(option) : "";
        String text = value.texts().stream().map(Text::text).collect(Collectors.joining(joint));
        return text.replace("$", "$$"); // Else picocli would put variables in.
    }

    private ScenarioFile.@Nullable Value value(String key) {
        for (ScenarioFile.Section section : sections) {
            ScenarioFile.Value value = section.values().get(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    ScenarioFile file() {
        return file;
    }

    /** What a kind's own section says, or else the file as a whole. */
    ScenarioDefaults of(ScenarioFile.Section kind) {
        return new ScenarioDefaults(file, List.of(kind, file.common()));
    }

    /** A text of the kind's own section; null when it has none. */
    @Nullable
    String own(String key) {
        ScenarioFile.Value value = sections.get(0).values().get(key);
        return value == null ? null : value.first();
    }

    /**
     * The kind's options: what was typed, or else what the file says.
     *
     * @param typed the run's command line
     */
    KindOptions options(CommandLine.ParseResult typed) {
        KindOptions options = new KindOptions();
        CommandLine line = new CommandLine(RunKeys.kindSpec(options));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false);
        line.setDefaultValueProvider(this);
        List<String> arguments = new ArrayList<>();
        for (OptionSpec option : typed.matchedOptionsSet()) {
            if (line.getCommandSpec().findOption(option.longestName()) != null) {
                option.originalStringValues().forEach(text -> arguments.add(option.longestName() + "=" + text));
            }
        }
        line.parseArgs(arguments.toArray(String[]::new));
        return options;
    }

    /**
     * What {@code value} gives; a refusal names the place in the file that it is about.
     *
     * @param from null: no file
     * @param run the options of the command line
     */
    static <T> T located(@Nullable ScenarioDefaults from, CommandSpec run, Supplier<T> value) {
        try {
            return value.get();
        } catch (Refusal e) {
            throw new CommandFailure(from == null ? e : from.located(e, typed(run)));
        } catch (CommandFailure e) {
            Refusal refusal = e.refusal();
            throw from == null || refusal == null ? e : new CommandFailure(from.located(refusal, typed(run)));
        }
    }

    private static Set<String> typed(CommandSpec run) {
        CommandLine.ParseResult result = run.commandLine().getParseResult();
        Set<String> typed =
                result.matchedOptionsSet().stream().map(RunKeys::name).collect(Collectors.toSet());
        if (result.hasMatchedPositional(0)) {
            typed.add(RunKeys.TARGET);
        }
        return typed;
    }

    /** With the place of the first of its settings that stands in the file; unless what is refused was typed. */
    private Refusal located(Refusal refusal, Set<String> typed) {
        Refusal.Settings settings = refusal.settings();
        if (!settings.refused().isEmpty() && typed.containsAll(settings.refused())) {
            return refusal;
        }
        return Stream.of(settings.refused(), settings.besides())
                .flatMap(List::stream)
                .filter(key -> !typed.contains(key))
                .map(this::value)
                .filter(Objects::nonNull)
                .findFirst()
                .map(value -> refusal.at(place(value, refusal.value())))
                .orElse(sections.size() > 1 ? refusal.at(sections.get(0).place()) : refusal);
    }

    /** Of the value, or of the one in its list that comes closest to what is refused. */
    private static String place(ScenarioFile.Value value, String refused) {
        return Stream.<Predicate<String>>of(
                        refused::equals,
                        text -> refused.equals('"' + text + '"'),
                        refused::contains,
                        text -> text.contains(refused))
                .flatMap(close -> value.texts().stream().filter(text -> close.test(text.text())))
                .map(Text::place)
                .findFirst()
                .orElse(value.place());
    }
}
