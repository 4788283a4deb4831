package dev.mailrace.cli;

import dev.mailrace.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a run that a scenario file gives: what the command line says goes before. */
final class ScenarioDefaults implements IDefaultValueProvider {
    static final String TARGET = "target";
    static final String NAME = "name";
    static final String WEIGHT = "weight";

    private static final List<String> FLAGS = List.of("-s", "--scenario");

    /** What is no part of a scenario: it says what to do with one, or where results go. */
    private static final Set<String> NO_KEYS = Set.of(
            "help",
            "version",
            "scenario",
            "dry-run",
            "print-scenario",
            "output",
            "results",
            "no-results",
            "quiet",
            "no-color");

    /** Names in complaints that are no keys. */
    private static final Map<String, List<String>> ALSO_CALLED = Map.of(
            "address", List.of("from", "to"),
            "mechanism", List.of("auth"),
            "user", List.of("auth-user", "credentials"),
            "phase", List.of("timeout", "drop-after"),
            "argument", List.of("from", "to", "step"));

    private static final Pattern OPTION = Pattern.compile("'--([a-z-]+)");

    private final ScenarioFile file;

    /** In the order of precedence. */
    private final List<ScenarioFile.Section> sections;

    private ScenarioDefaults(ScenarioFile file, List<ScenarioFile.Section> sections) {
        this.file = file;
        this.sections = sections;
    }

    /** Those of the file that {@code arguments} name; null when they name none. */
    static @Nullable ScenarioDefaults named(String[] arguments, CommandSpec run) {
        for (int i = 0; i < arguments.length; i++) {
            for (String flag : FLAGS) {
                if (arguments[i].equals(flag) && i + 1 < arguments.length) {
                    return read(Path.of(arguments[i + 1]), run);
                }
                if (arguments[i].startsWith(flag + "=")) {
                    return read(Path.of(arguments[i].substring(flag.length() + 1)), run);
                }
            }
        }
        return null;
    }

    private static ScenarioDefaults read(Path path, CommandSpec run) {
        ScenarioFile file = ScenarioFile.read(path, keys(run), kindKeys(), listKeys(run));
        return new ScenarioDefaults(file, List.of(file.common()));
    }

    /** The keys that may stand at the top of a scenario, in their order. */
    static Set<String> keys(CommandSpec run) {
        Set<String> keys = new LinkedHashSet<>(List.of(TARGET));
        for (OptionSpec option : run.options()) {
            keys.add(key(option));
        }
        keys.removeAll(NO_KEYS);
        return keys;
    }

    /** The keys that may stand in a kind of session. */
    static Set<String> kindKeys() {
        Set<String> keys = new LinkedHashSet<>(List.of(NAME, WEIGHT, TARGET));
        for (OptionSpec option : kindSpec(new KindOptions()).options()) {
            keys.add(key(option));
        }
        return keys;
    }

    private static Set<String> listKeys(CommandSpec run) {
        Set<String> keys = new TreeSet<>();
        for (OptionSpec option : run.options()) {
            if (option.isMultiValue()) {
                keys.add(key(option));
            }
        }
        return keys;
    }

    static CommandSpec kindSpec(KindOptions options) {
        return CommandSpec.forAnnotatedObject(options);
    }

    /** An option's key: its longest name. */
    static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        ScenarioFile.Value value = value(argument instanceof OptionSpec option ? key(option) : TARGET);
        if (value == null) {
            return null;
        }
        return String.join(argument.splitRegex().isEmpty() ? "" : argument.splitRegex(), value.texts());
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
        return value == null ? null : value.texts().get(0);
    }

    /**
     * The kind's options: what was typed, or else what the file says.
     *
     * @param typed the run's command line
     */
    KindOptions options(CommandLine.ParseResult typed) {
        KindOptions options = new KindOptions();
        CommandLine line = new CommandLine(kindSpec(options));
        line.setCaseInsensitiveEnumValuesAllowed(true);
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

    /** The complaint with the place in the file that it is about, where it is about one. */
    String located(String complaint) {
        int end = complaint.indexOf(':');
        String name = end < 0 ? "" : complaint.substring(0, end);
        for (String candidate : candidates(name, complaint)) {
            ScenarioFile.Value value = value(candidate);
            if (value != null) {
                return value.place() + ": " + complaint;
            }
        }
        return complaint.startsWith(sections.get(0).place().replaceFirst(":[0-9]+:[0-9]+$", ":"))
                ? complaint
                : sections.get(0).place() + ": " + complaint;
    }

    private static List<String> candidates(String name, String complaint) {
        List<String> candidates = new ArrayList<>(List.of(name));
        candidates.addAll(ALSO_CALLED.getOrDefault(name, List.of()));
        candidates.addAll(List.of(name.split(" and ", -1)));
        Matcher option = OPTION.matcher(complaint);
        while (option.find()) {
            candidates.add(option.group(1));
        }
        return candidates;
    }
}
