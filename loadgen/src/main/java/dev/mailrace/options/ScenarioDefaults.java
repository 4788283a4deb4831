package dev.mailrace.options;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.scenario.ScenarioFile;
import dev.mailrace.scenario.ScenarioFile.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a run that a scenario file gives: what the command line says goes before. */
public final class ScenarioDefaults implements IDefaultValueProvider {
    /** Names in complaints that are no keys, with the keys that they may be about. */
    private static final Map<String, List<String>> ALSO_CALLED = Map.of(
            "address", List.of("from", "to"),
            "mechanism", List.of("auth"),
            "auth", List.of("auth-user", "auth-password-file"),
            "client-address", List.of("xclient", "proxy-protocol"),
            "phase", List.of("timeout"),
            "argument", List.of("from", "to", "step"),
            "measured", List.of("duration"),
            "tls",
                    List.of(
                            "tls-versions",
                            "tls-ciphers",
                            "tls-groups",
                            "cert",
                            "key",
                            "cacert",
                            "sni",
                            "insecure",
                            "tls-resume"),
            "handshakes", List.of(RunKeys.TARGET));

    private static final Pattern OPTION = Pattern.compile("--([a-z0-9-]+)");

    /** The value that a complaint is about. */
    private static final Pattern QUOTED = Pattern.compile("^[a-z0-9-]+: (\\S+) \\(expected");

    private static final int PATH_MIN = 3;

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
     * What {@code value} gives; its complaint names the place in the file that it is about.
     *
     * @param from null: no file
     * @param run the options of the command line
     */
    static <T> T located(@Nullable ScenarioDefaults from, CommandSpec run, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandFailure(ExitCode.USAGE, from == null ? message : from.located(message, typed(run)));
        } catch (CommandFailure e) {
            throw from == null || e.exitCode() != ExitCode.USAGE
                    ? e
                    : new CommandFailure(ExitCode.USAGE, from.located(String.valueOf(e.getMessage()), typed(run)));
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

    /** With the place of the first key that the complaint is about; unless that was typed, or does not stand in the file. */
    private String located(String complaint, Set<String> typed) {
        List<String> about = about(complaint);
        if (about.size() == 1 && typed.contains(about.get(0))) {
            return complaint;
        }
        for (String name : candidates(about, complaint)) {
            ScenarioFile.Value value = typed.contains(name) ? null : value(name);
            if (value != null) {
                return place(value, complaint) + ": " + complaint;
            }
        }
        for (ScenarioFile.Section section : sections) {
            for (Map.Entry<String, ScenarioFile.Value> entry : section.values().entrySet()) {
                for (Text text : entry.getValue().texts()) {
                    if (!typed.contains(entry.getKey()) && namesFile(complaint, text.text())) {
                        return text.place() + ": " + complaint;
                    }
                }
            }
        }
        boolean inKind = sections.size() > 1;
        return inKind ? sections.get(0).place() + ": " + complaint : complaint;
    }

    /** Complaints about what stands in a file begin with its path. */
    private static boolean namesFile(String complaint, String text) {
        String path = text.startsWith("@") ? text.substring(1) : text;
        return path.length() >= PATH_MIN && complaint.startsWith(path);
    }

    /** The one or two names that a complaint begins with. */
    private static List<String> about(String complaint) {
        int end = complaint.indexOf(':');
        return end < 0 ? List.of() : List.of(complaint.substring(0, end).split(" and ", -1));
    }

    private static Set<String> candidates(List<String> about, String complaint) {
        Set<String> candidates = new LinkedHashSet<>();
        for (String name : about) {
            candidates.add(name);
            candidates.addAll(ALSO_CALLED.getOrDefault(name, List.of()));
        }
        Matcher option = OPTION.matcher(complaint);
        while (option.find()) {
            candidates.add(option.group(1));
        }
        return candidates;
    }

    /** Of the value, or of the one in its list that the complaint quotes. */
    private static String place(ScenarioFile.Value value, String complaint) {
        Matcher quoted = QUOTED.matcher(complaint);
        String given = quoted.find() ? quoted.group(1) : "";
        return value.texts().stream()
                .filter(text -> complaint.contains(text.text())
                        || (!given.isEmpty() && text.text().contains(given)))
                .map(Text::place)
                .findFirst()
                .orElse(value.place());
    }
}
