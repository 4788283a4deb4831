package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.report.JUnitFile.Ending;
import dev.mailrace.report.JUnitFile.TestCase;
import dev.mailrace.runfile.Golden;
import dev.mailrace.runfile.RunJson;
import dev.mailrace.runfile.RunReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One comparison as a table, Markdown, JSON and test cases. */
@Tag("jdk")
class ComparisonReportsTest {
    private static final Comparison REGRESSED =
            Comparison.of(figures("base", 7, 12_000, 0), figures("new", 7, 14_500, 30), Gates.STANDARD);
    private static final Comparison ONE_EACH =
            Comparison.of(figures("base", 1, 12_000, 0), figures("new", 1, 14_500, 0), Gates.STANDARD);

    private static List<RunFigures> figures(String side, int count, double p50Micros, int rejected) {
        List<RunFigures> runs = new ArrayList<>();
        int number = 1;
        for (ObjectNode run : RunJson.several(count, p50Micros, rejected)) {
            runs.add(RunReader.figures("results/" + side + "-" + number++, run));
        }
        return runs;
    }

    @Test
    void aTableFitsEightyColumnsAndBeginsWithWhatToDo() {
        List<String> lines = ComparisonTable.lines(REGRESSED, 80, false);
        Golden.assertSame("comparison-80.txt", String.join("\n", lines) + "\n");
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void oneRunASideSaysSo() {
        Golden.assertSame(
                "comparison-one-80.txt", String.join("\n", ComparisonTable.lines(ONE_EACH, 80, false)) + "\n");
    }

    @Test
    void aPullRequestGetsTheVerdictATableAndTheRestFolded() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ComparisonMarkdown.write(REGRESSED, out);
        Golden.assertSame("comparison.md", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void machinesGetEveryNumber() {
        JsonNode document = ComparisonDocument.of(REGRESSED);
        assertThat(document.at("/format").asInt()).isEqualTo(1);
        assertThat(document.at("/kind").asText()).isEqualTo("comparison");
        assertThat(document.at("/verdict").asText()).isEqualTo("regressed");
        assertThat(document.at("/sentence").asText()).startsWith("Regressed: accepted/s (and 3 more)");
        assertThat(document.at("/confidence").asDouble()).isEqualTo(0.9);
        assertThat(document.at("/base")).hasSize(7);
        JsonNode p99 = document.at("/rows/2");
        assertThat(p99.at("/metric").asText()).isEqualTo("p99(transaction, response)");
        assertThat(p99.at("/unit").asText()).isEqualTo("us");
        assertThat(p99.at("/min_effect").asDouble()).isEqualTo(0.1);
        assertThat(p99.at("/n_new").asInt()).isEqualTo(7);
        assertThat(p99.at("/estimate").asDouble()).isBetween(1.2, 1.22);
        assertThat(p99.at("/low").asDouble()).isLessThan(p99.at("/estimate").asDouble());
        assertThat(p99.at("/p").asDouble()).isLessThan(0.001);
        assertThat(p99.at("/p_regressed").asDouble()).isLessThan(0.05);
        assertThat(p99.at("/base_values")).hasSize(7);
        JsonNode shown = document.at("/rows/5");
        assertThat(shown.at("/verdict").isNull()).isTrue();
        assertThat(shown.has("p")).isFalse();
        assertThat(document.at("/new_outcomes/0/outcome").asText()).isEqualTo("rejected rcpt 451");
        JsonNode unbounded = ComparisonDocument.of(ONE_EACH).at("/rows/0");
        assertThat(unbounded.at("/high").isNull()).isTrue();
        assertThat(unbounded.at("/low").isNull()).isTrue();
    }

    @Test
    void eachVerdictIsATestCaseThatFailsWhereAskedTo() {
        assertThat(ComparisonCases.of(REGRESSED, Verdict.REGRESSED))
                .extracting(TestCase::ending)
                .containsOnly(Ending.FAILED);
        assertThat(ComparisonCases.of(ONE_EACH, Verdict.REGRESSED))
                .extracting(TestCase::ending)
                .containsOnly(Ending.SKIPPED);
        assertThat(ComparisonCases.of(ONE_EACH, Verdict.INCONCLUSIVE))
                .extracting(TestCase::ending)
                .containsOnly(Ending.FAILED);
        Comparison same = Comparison.of(figures("a", 5, 12_000, 0), figures("b", 5, 12_000, 0), Gates.STANDARD);
        List<TestCase> cases = ComparisonCases.of(same, Verdict.INCONCLUSIVE);
        assertThat(cases).extracting(TestCase::ending).containsOnly(Ending.PASSED);
        assertThat(cases.get(1).name()).isEqualTo("p50(transaction, response)");
        assertThat(cases.get(1).message()).startsWith("no change: at most ");
    }
}
