package dev.mailrace.options;

import dev.mailrace.scenario.ScenarioKey;
import dev.mailrace.scenario.ScenarioKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The keys of a scenario file, as the options of {@code run} make them. */
public final class RunKeys {
    static final String TARGET = "target";

    /** What is no part of a scenario: it says what to do with one, or where results go. */
    private static final Set<String> NO_KEYS = Set.of(
            "help",
            "version",
            "scenario",
            "dry-run",
            "calibrate",
            "print-scenario",
            "output",
            "results",
            "no-results",
            "compare",
            "on-output-loss",
            "prometheus",
            "otlp",
            "processes",
            "agents",
            "on-agent-loss",
            "listen",
            "tls-cert",
            "tls-key",
            "tls-ca",
            "quiet",
            "no-color",
            "allow-target", // The person at the keyboard allows a target, not a file of unknown origin.
            "allow-exec"); // And so with commands.

    /** Texts that hold several values with commas between. */
    private static final Set<String> COMMA_LISTS =
            Set.of("from", "to", "size", "source-address", "client-address", "dsn-notify");

    private static final Map<String, String> FORMS = Map.ofEntries(
            Map.entry("RATE", "a rate such as 500/s, 30k/m or 1M/h"),
            Map.entry("TIME", "a duration such as 500ms, 30s or 5m"),
            Map.entry("SIZE", "a size such as 4k"),
            Map.entry("N", "a number such as 1000"),
            Map.entry("ADDRESS", "an address, or a pattern such as 'user%05d@example.test'"),
            Map.entry("TIME:RATE,…", "stages such as 10s:100/s"),
            Map.entry("[PHASE=]DURATION", "a duration such as 30s, or content=2m"),
            Map.entry("COMMAND", "a command such as noop or vrfy=user%05d"),
            Map.entry("THRESHOLD", "a threshold such as 'p99(content) < 200ms'"),
            Map.entry("NAME=SOURCE", "a monitor such as queue=postfix-queue"),
            Map.entry("TIME=TEXT", "an event such as 30s=failover"),
            Map.entry("TEXT", "a line of text"),
            Map.entry("KEY=VALUE", "a note such as commit=1a2b3c"),
            Map.entry("FIRST..LAST", "numbers such as 1..1000"));

    private RunKeys() {}

    /** The command {@code run} beside another that takes the same files. */
    static CommandSpec run(CommandSpec command) {
        CommandSpec main = command.parent();
        CommandLine run = main == null ? null : main.subcommands().get("run");
        return run == null ? command : run.getCommandSpec();
    }

    public static ScenarioKeys of(CommandSpec run) {
        Map<String, ScenarioKey> keys = new LinkedHashMap<>();
        Map<String, String> otherNames = new TreeMap<>();
        for (PositionalParamSpec target : run.positionalParameters()) {
            keys.put(
                    TARGET,
                    new ScenarioKey(
                            TARGET,
                            ScenarioKey.Type.TEXT,
                            false,
                            "a server such as smtp://127.0.0.1:2525",
                            List.of(),
                            text(target.description())));
        }
        for (OptionSpec option : run.options()) {
            String name = name(option);
            for (String other : option.names()) {
                otherNames.put(other.replaceFirst("^-+", ""), name);
            }
            if (!NO_KEYS.contains(name)) {
                keys.put(name, key(option));
            }
        }
        otherNames.keySet().removeAll(keys.keySet());
        return new ScenarioKeys(keys, kindKeys(keys), otherNames, NO_KEYS);
    }

    private static Map<String, ScenarioKey> kindKeys(Map<String, ScenarioKey> keys) {
        Map<String, ScenarioKey> own = new LinkedHashMap<>();
        own.put(
                ScenarioKeys.NAME,
                new ScenarioKey(
                        ScenarioKeys.NAME,
                        ScenarioKey.Type.TEXT,
                        false,
                        "a name such as inbound",
                        List.of(),
                        "The name of the session class in reports."));
        own.put(
                ScenarioKeys.WEIGHT,
                new ScenarioKey(
                        ScenarioKeys.WEIGHT,
                        ScenarioKey.Type.NUMBER,
                        false,
                        "a number > 0",
                        List.of(),
                        "The share of sessions in this class is its weight divided by the sum of all weights."));
        own.put(TARGET, keys.get(TARGET));
        for (OptionSpec option : kindSpec(new KindOptions()).options()) {
            if (!NO_KEYS.contains(name(option))) {
                own.put(name(option), key(option));
            }
        }
        return own;
    }

    /** Keys whose values are files, of a run or of a session class. */
    static Set<String> ofFiles() {
        return Stream.of(CommandSpec.forAnnotatedObject(new PlanOptions()), kindSpec(new KindOptions()))
                .flatMap(spec -> spec.options().stream())
                .filter(option -> option.type() == Path.class)
                .map(RunKeys::name)
                .filter(name -> !NO_KEYS.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    static CommandSpec kindSpec(KindOptions options) {
        return CommandSpec.forAnnotatedObject(options);
    }

    /** An option's key: the first of its long names. */
    static String name(OptionSpec option) {
        for (String name : option.names()) {
            if (name.startsWith("--")) {
                return name.substring(2);
            }
        }
        throw new IllegalStateException("an option without a long name: " + option);
    }

    private static ScenarioKey key(OptionSpec option) {
        String name = name(option);
        boolean isList = option.isMultiValue() || COMMA_LISTS.contains(name);
        ScenarioKey.Type type = type(isList ? String.class : option.type());
        List<String> words = new ArrayList<>();
        if (option.completionCandidates() != null && type == ScenarioKey.Type.TEXT) {
            boolean constants = option.type().isEnum();
            option.completionCandidates().forEach(word -> words.add(constants ? word.toLowerCase(Locale.ROOT) : word));
        }
        return new ScenarioKey(
                name,
                type,
                isList,
                form(option, type, words),
                words,
                text(option.description()).replace("${DEFAULT-VALUE}", String.valueOf(option.initialValue())));
    }

    /** What joins the values of a list. */
    static String joint(OptionSpec option) {
        return option.splitRegex().isEmpty() ? "," : option.splitRegex();
    }

    private static ScenarioKey.Type type(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return ScenarioKey.Type.FLAG;
        }
        if (type == long.class || type == Long.class) {
            return ScenarioKey.Type.LONG;
        }
        return type == int.class || type == Integer.class ? ScenarioKey.Type.INTEGER : ScenarioKey.Type.TEXT;
    }

    private static String form(OptionSpec option, ScenarioKey.Type type, List<String> words) {
        if (!words.isEmpty()) {
            return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
        }
        return switch (type) {
            case FLAG -> "true or false";
            case INTEGER, LONG -> "a whole number";
            case NUMBER -> "a number";
            case TEXT -> {
                String label = option.paramLabel();
                yield label.startsWith("FILE") || label.equals("PATH")
                        ? "a path"
                        : FORMS.getOrDefault(label, "one value");
            }
        };
    }

    /** A description as picocli would show it. */
    private static String text(String[] description) {
        return String.join(" ", description).replace("%%", "%");
    }
}
