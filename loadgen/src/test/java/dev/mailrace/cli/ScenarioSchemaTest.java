package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioSchemaTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Typed.run("schema", "scenario").out());

    @Test
    void theJarHoldsWhatTheCommandPrints() throws IOException {
        try (InputStream published =
                ScenarioSchemaTest.class.getResourceAsStream("/dev/mailrace/scenario.schema.json")) {
            assertThat(new String(Objects.requireNonNull(published).readAllBytes(), StandardCharsets.UTF_8))
                    .as("src/main/resources/dev/mailrace/scenario.schema.json is what 'mailrace schema' prints")
                    .isEqualTo(Typed.run("schema").out());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.mailrace.cli.ScenarioFileTest#good")
    void goodScenariosFit(String name) throws IOException {
        JsonNode scenario = YAML.readTree(Files.readString(FOLDER.resolve("good/" + name + ".yaml")));
        assertThat(SCHEMA.validate(scenario)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown-key",
                "unknown-key-in-a-kind",
                "unknown-key-dashes",
                "unknown-key-other-name",
                "key-of-the-command-line",
                "allow-target",
                "allow-target-in-a-kind",
                "key-of-the-run-in-a-kind",
                "key-of-a-kind-at-the-top",
                "rate-nothing",
                "rate-a-map",
                "rate-a-list",
                "duration-true",
                "recipients-no-number",
                "recipients-too-large",
                "poisson-a-text",
                "list-with-a-map",
                "list-with-nothing",
                "list-empty",
                "word-unknown",
                "word-a-flag",
                "enum-unknown",
                "sessions-a-map",
                "sessions-of-texts",
                "sessions-empty",
                "kind-without-a-weight",
                "weight-zero",
                "weight-a-share",
                "text-at-the-top"
            })
    void strangeKeysAndTypesDoNotFit(String name) throws IOException {
        JsonNode scenario = YAML.readTree(Files.readString(FOLDER.resolve("wrong/" + name + ".yaml")));
        assertThat(SCHEMA.validate(scenario)).isNotEmpty();
    }

    @Test
    void anotherSchemaIsRefused() {
        Typed result = Typed.run("schema", "sink");
        assertThat(result.complaint()).isEqualTo("mailrace: schema: sink (expected: scenario or run)");
        assertThat(result.exit()).isEqualTo(2);
    }
}
