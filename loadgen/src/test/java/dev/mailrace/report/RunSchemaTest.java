package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.session.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The published schema of {@code run.json} says all that runs write, and nothing else passes. */
@Tag("jdk")
public class RunSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode PUBLISHED = tree("/dev/mailrace/run.schema.json");
    private static final JsonSchema SCHEMA = schema(PUBLISHED);
    private static final JsonSchema STRICT = schema(closed(PUBLISHED.deepCopy()));

    /** As it was published last. */
    private static final JsonSchema FORMAT_ONE = schema(closed(tree("/report/run-1.schema.json")));

    private static JsonNode tree(String resource) {
        try (InputStream in = RunSchemaTest.class.getResourceAsStream(resource)) {
            return JSON.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonSchema schema(JsonNode tree) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(tree);
    }

    /** Readers must bear new names; writers must not write any that the schema does not explain. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && object.has("type")) {
            object.put("additionalProperties", false);
        }
        node.forEach(RunSchemaTest::closed);
        return node;
    }

    /** What is wrong with a run's document; nothing where all of it is explained. */
    public static List<String> complaints(JsonNode run) {
        List<String> complaints = new ArrayList<>();
        STRICT.validate(run).forEach(message -> complaints.add(message.toString()));
        return complaints;
    }

    /** The same of a run of format 1: what stands in golden files is what was written. */
    public static List<String> complaintsOfFormatOne(JsonNode run) {
        List<String> complaints = new ArrayList<>();
        FORMAT_ONE.validate(run).forEach(message -> complaints.add(message.toString()));
        return complaints;
    }

    @Test
    void allThatRunsWriteIsExplained() throws IOException {
        for (RunResult result :
                List.of(SampleRun.ordinary(), SampleRun.mixed(), SampleRun.hung(), SampleRun.ofAgents())) {
            assertThat(complaints(JSON.readTree(RunFile.bytes(RunDocument.of(result)))))
                    .isEmpty();
        }
        assertThat(complaints(RunDocument.running(SampleRun.info(1, 4, 0)))).isEmpty();
    }

    @Test
    void whatCannotBeARunIsRefused() throws IOException {
        ObjectNode run = (ObjectNode) JSON.readTree(RunFile.bytes(RunDocument.of(SampleRun.ordinary())));
        ObjectNode noTotals = run.deepCopy();
        noTotals.remove("totals");
        ObjectNode wrongKind = run.deepCopy();
        wrongKind.withObject("/outcomes/0").put("kind", "lost");
        ObjectNode negative = run.deepCopy();
        negative.withObject("/totals").put("accepted", -1);
        for (ObjectNode wrong : List.of(noTotals, wrongKind, negative)) {
            assertThat(SCHEMA.validate(wrong)).isNotEmpty();
        }
        run.put("new_name", 1);
        assertThat(SCHEMA.validate(run)).as("names may be added").isEmpty();
        assertThat(complaints(run)).as("and are then explained").isNotEmpty();
    }

    @Test
    void listsOfWordsAreThoseOfTheCode() {
        assertThat(words("/$defs/outcome/properties/kind/enum"))
                .containsExactlyElementsOf(Arrays.stream(Outcome.Kind.values())
                        .map(Outcome.Kind::label)
                        .toList());
        assertThat(words("/$defs/outcome/properties/reason/enum"))
                .containsExactlyElementsOf(Arrays.stream(Outcome.Reason.values())
                        .map(Outcome.Reason::label)
                        .toList());
        assertThat(words("/properties/verdicts/items/properties/unit/enum"))
                .containsExactlyElementsOf(
                        Arrays.stream(Slo.Unit.values()).map(Slo.Unit::label).toList());
        assertThat(words("/properties/ending/enum")).hasSize(1 + RunResult.Ending.values().length);
    }

    private static List<String> words(String pointer) {
        List<String> words = new ArrayList<>();
        PUBLISHED.at(pointer).forEach(word -> words.add(word.asText()));
        return words;
    }
}
