package dev.mailrace.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mailrace.scenario.ScenarioFile;
import dev.mailrace.scenario.ScenarioFile.Text;
import dev.mailrace.scenario.ScenarioKey;
import dev.mailrace.scenario.ScenarioKeys;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What a command line asks for, as the scenario file that asks for the same. */
public final class ScenarioPrinter {
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());

    private ScenarioPrinter() {}

    public static String yaml(CommandSpec run) {
        return text(tree(run, Map.of()));
    }

    /**
     * The same for a run of a command that may make several.
     *
     * @param settings what is typed for this run alone, by key; an empty list takes away what was asked for all
     */
    public static String yaml(CommandSpec command, Map<String, List<String>> settings) {
        return text(tree(command, settings));
    }

    static ObjectNode tree(CommandSpec command, Map<String, List<String>> settings) {
        ScenarioKeys keys = RunKeys.of(RunKeys.run(command));
        Map<String, List<String>> typed = typed(command, keys);
        typed.putAll(settings);
        ObjectNode scenario = JsonNodeFactory.instance.objectNode();
        ScenarioFile file =
                command.defaultValueProvider() instanceof ScenarioDefaults defaults ? defaults.file() : null;
        Map<String, ScenarioFile.Value> common =
                file == null ? Map.of() : file.common().values();
        for (ScenarioKey key : keys.run().values()) {
            List<String> texts = typed.containsKey(key.name()) ? typed.get(key.name()) : texts(common, key.name());
            if (texts != null && !texts.isEmpty()) {
                put(scenario, key, texts);
            }
        }
        if (file != null && !file.kinds().isEmpty()) {
            ArrayNode kinds = scenario.putArray(ScenarioKeys.SESSIONS);
            for (ScenarioFile.Section section : file.kinds()) {
                ObjectNode kind = kinds.addObject();
                for (ScenarioKey key : keys.kind().values()) {
                    // What is typed goes before what the kind says, which has therefore no say.
                    if (section.values().containsKey(key.name()) && !typed.containsKey(key.name())) {
                        put(kind, key, texts(section.values(), key.name()));
                    }
                }
            }
        }
        return scenario;
    }

    static String text(ObjectNode scenario) {
        try {
            return YAML.writeValueAsString(scenario);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a scenario that cannot be written", e);
        }
    }

    private static List<String> texts(Map<String, ScenarioFile.Value> values, String key) {
        ScenarioFile.Value value = values.get(key);
        return value == null
                ? List.of()
                : value.texts().stream().map(Text::text).toList();
    }

    private static Map<String, List<String>> typed(CommandSpec run, ScenarioKeys keys) {
        ParseResult parsed = run.commandLine().getParseResult();
        Map<String, List<String>> typed = new LinkedHashMap<>();
        if (parsed.hasMatchedPositional(0)) {
            typed.put(RunKeys.TARGET, parsed.matchedPositional(0).originalStringValues());
        }
        for (OptionSpec option : parsed.matchedOptionsSet()) {
            if (keys.run().containsKey(RunKeys.name(option))) {
                typed.put(
                        RunKeys.name(option),
                        option.originalStringValues().stream()
                                .flatMap(text -> split(option, text))
                                .toList());
            }
        }
        return typed;
    }

    private static Stream<String> split(OptionSpec option, String text) {
        return option.splitRegex().isEmpty() ? Stream.of(text) : Stream.of(text.split(option.splitRegex(), -1));
    }

    private static void put(ObjectNode node, ScenarioKey key, List<String> texts) {
        if (texts.size() > 1) {
            ArrayNode list = node.putArray(key.name());
            texts.forEach(list::add);
            return;
        }
        String text = texts.get(0);
        switch (key.type()) {
            case FLAG -> node.put(key.name(), Boolean.parseBoolean(text));
            case INTEGER, LONG -> node.put(key.name(), Long.parseLong(text));
            case NUMBER -> node.put(key.name(), new BigDecimal(text));
            case TEXT -> {
                if (text.matches("0|[1-9][0-9]{0,17}")) {
                    node.put(key.name(), Long.parseLong(text));
                } else {
                    node.put(key.name(), text);
                }
            }
        }
    }
}
