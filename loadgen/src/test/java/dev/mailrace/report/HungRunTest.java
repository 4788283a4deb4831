package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.HlogReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunReader;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.terminal.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that hangs looks bad in every output. */
class HungRunTest {
    private static final String VERDICT = "BROKEN: p99(transaction) < 500ms (≥ 5.91 s), and 1 more";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theTerminalSaysSoFirst() {
        SampleRun.hung(new TerminalReport(
                new PrintStream(bytes, false, StandardCharsets.UTF_8), false, () -> new Window(120, 24), false));
        List<String> report =
                text().substring(text().indexOf("\n\n") + 2).lines().toList();
        assertThat(report.subList(0, 2))
                .containsExactly(VERDICT, "The server fell behind: 13.3/s of 40.0/s due, 150 waiting at the end");
        assertThat(text())
                .contains("13.3 accepted/s over 6.00 s, p99 ≥ 5.91 s (transaction, response), 160 cut off "
                        + "(all without an answer)\n")
                .contains("passed  accepted >= 10/s  (13.3/s)\n")
                .contains("BROKEN  p99(transaction) < 500ms  (≥ 5.91 s)\n")
                .contains("NOT DECIDED  p99(transaction) < 10s  (≥ 5.91 s): 160 had no answer when the run ended\n")
                .containsPattern("transaction \\(response\\) +240 +≥ 2.3\\d s +≥ 2.\\d+ s +≥ 4.\\d+ s +≥ 5.\\d+ s")
                .containsPattern("transaction \\(unanswered\\) +160 +≥ 3.\\d+ s");
    }

    @Test
    void aCommentOnAPullRequestSaysSoFirst() throws IOException {
        RunMarkdown.write(SampleRun.hung(), bytes);
        assertThat(text().lines().toList().get(0)).isEqualTo("### " + Markdown.text(VERDICT));
        assertThat(text())
                .contains("he server fell behind: 13.3/s of 40.0/s due, 150 waiting at the end")
                .contains("| 10s | ≥ 5.91 s | **not decided**: 160 had no answer when the run ended |".substring(3))
                .contains("| **NO** |");
    }

    @Test
    void aBuildIsNotGreenWithIt() throws IOException {
        RunCases.write(SampleRun.hung(), bytes);
        assertThat(text())
                .contains("failures=\"2\"")
                .contains("errors=\"1\"")
                .contains("<property name=\"verdict\" value=\"BROKEN: ")
                .contains("<failure message=\"BROKEN: expected: p99(transaction) &lt; 500ms, found: ≥ 5.91 s\"")
                .contains(
                        "<error message=\"NOT DECIDED: expected: p99(transaction) &lt; 10s, found: ≥ 5.91 s, 160 had no answer when the "
                                + "run ended\"");
    }

    @Test
    void rowsOfSecondsSayWhichTimesAreLowerBounds() throws IOException {
        SampleRun.hung(CsvReport.to(bytes));
        List<String> rows = text().lines().toList();
        assertThat(rows.get(0)).contains(",waiting,transaction_response_lower_bounds,time,");
        assertThat(rows.get(6)).contains(",150,0,2026-01-02T");
        assertThat(rows.get(7)).contains(",0,160,2026-01-02T");
    }

    @Test
    void theLogSaysWhatWasDecided() throws IOException {
        SampleRun.hung(HlogReport.to(bytes));
        assertThat(text())
                .contains("Tag=transaction.unanswered,")
                .contains("Tag=waiting,")
                .contains("#[threshold p99(transaction) < 500ms: broken, ≥ 5.91 s]")
                .contains("#[threshold p99(transaction) < 10s: not decided, ≥ 5.91 s]")
                .contains("#[verdict: broken]");
        bytes.reset();
        Hgrm.write(SampleRun.hung(), bytes);
        assertThat(text()).contains("#[the last 160 values are lower bounds");
    }

    @Test
    void theRunFileSaysWhichPercentilesAreLowerBounds() {
        ObjectNode run = RunDocument.of(SampleRun.hung());
        assertThat(run.at("/verdict").asText()).isEqualTo("broken");
        assertThat(run.at("/exit_code").asInt()).isEqualTo(99);
        assertThat(run.at("/totals/unanswered").asInt()).isEqualTo(160);
        assertThat(run.at("/totals/waiting_at_end").asInt()).isEqualTo(150);
        assertThat(run.at("/fell_behind/waiting").asInt()).isEqualTo(150);
        ObjectNode response = run.withObject("/phases/transaction/response");
        assertThat(response.get("count").asInt()).isEqualTo(240);
        assertThat(response.get("lower_bounds").asInt()).isEqualTo(160);
        assertThat(run.at("/phases/transaction/unanswered/count").asInt()).isEqualTo(160);
        assertThat(Percentiles.words(response, "p50")).startsWith("≥ ");
        assertThat(run.at("/verdicts/2/decision").asText()).isEqualTo("not_decided");
        assertThat(run.at("/verdicts/2/at_least").asBoolean()).isTrue();
        assertThat(RunSchemaTest.complaints(run)).isEmpty();
    }

    @Test
    void aComparisonSeesIt() {
        RunFigures figures = RunReader.figures("hung", RunDocument.of(SampleRun.hung()));
        assertThat(figures.measures().values().get("failure ratio")).isEqualTo(160 / 240.0);
        assertThat(figures.measures().lowerBounds())
                .contains("p99(transaction, response)", "max(transaction, response)");
        assertThat(figures.measures().lowerBounds()).doesNotContain("p99(transaction, service)");
        assertThat(figures.outcomes()).containsKey("cut off content unanswered");
    }

    /** Written by Mailrace before it counted what came within the stage. */
    @Test
    void aRunOfAnEarlierVersionIsReadAsItWas(@TempDir Path folder) throws IOException {
        ObjectNode old = (ObjectNode) new ObjectMapper()
                .readTree(Objects.requireNonNull(HungRunTest.class.getResourceAsStream("/report/old-run.json")));
        Path file = Files.writeString(folder.resolve("run.json"), old.toPrettyString());
        RunResult result = PastRun.open(file).replay(List.of());
        assertThat(result.acceptedPerSecond())
                .isEqualTo(old.at("/totals/accepted_per_second").asDouble());
        assertThat(Headline.verdict(old)).isEmpty();
        assertThat(Headline.of(RunDocument.of(result))).startsWith("920 accepted/s over 3.00 s, ");
        assertThat(RunSchemaTest.complaintsOfFormatOne(old)).isEmpty();
        RunFigures figures = RunReader.read(file);
        assertThat(figures.valid()).as("%s", figures.reasons()).isTrue();
        assertThat(figures.measures().lowerBounds()).isEmpty();
    }
}
