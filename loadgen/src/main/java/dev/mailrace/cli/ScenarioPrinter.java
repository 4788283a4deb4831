package dev.mailrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mailrace.scenario.ScenarioFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What a command line asks for, as the scenario file that asks for the same. */
final class ScenarioPrinter {
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());

    private ScenarioPrinter() {}

    static String yaml(CommandSpec run) {
        ScenarioDefaults file = run.defaultValueProvider() instanceof ScenarioDefaults defaults ? defaults : null;
        ParseResult typed = run.commandLine().getParseResult();
        ObjectNode scenario = JsonNodeFactory.instance.objectNode();
        for (PositionalParamSpec target : run.positionalParameters()) {
            if (typed.hasMatchedPositional(target)) {
                put(
                        scenario,
                        ScenarioDefaults.TARGET,
                        typed.matchedPositional(0).originalStringValues(),
                        false);
            } else {
                put(scenario, ScenarioDefaults.TARGET, file);
            }
        }
        Set<String> keys = ScenarioDefaults.keys(run);
        for (OptionSpec option : run.options()) {
            String key = ScenarioDefaults.key(option);
            if (!keys.contains(key)) {
                continue;
            }
            if (typed.hasMatchedOption(option)) {
                List<String> texts = option.originalStringValues();
                put(
                        scenario,
                        key,
                        texts.stream().flatMap(text -> split(option, text)).toList(),
                        option.isMultiValue());
            } else {
                put(scenario, key, file);
            }
        }
        if (file != null && !file.file().kinds().isEmpty()) {
            ArrayNode kinds = scenario.putArray("sessions");
            for (ScenarioFile.Section kind : file.file().kinds()) {
                ObjectNode node = kinds.addObject();
                kind.values().forEach((key, value) -> put(node, key, value.texts(), value.isList()));
            }
        }
        try {
            return YAML.writeValueAsString(scenario);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a scenario that cannot be written", e);
        }
    }

    private static Stream<String> split(OptionSpec option, String text) {
        return option.splitRegex().isEmpty() ? Stream.of(text) : Stream.of(text.split(option.splitRegex(), -1));
    }

    private static void put(ObjectNode node, String key, @Nullable ScenarioDefaults file) {
        ScenarioFile.Value value =
                file == null ? null : file.file().common().values().get(key);
        if (value != null) {
            put(node, key, value.texts(), value.isList());
        }
    }

    private static void put(ObjectNode node, String key, List<String> texts, boolean isList) {
        if (isList && texts.size() > 1) {
            ArrayNode list = node.putArray(key);
            texts.forEach(list::add);
        } else if (texts.get(0).equals("true")) {
            node.put(key, true);
        } else {
            node.put(key, texts.get(0));
        }
    }
}
