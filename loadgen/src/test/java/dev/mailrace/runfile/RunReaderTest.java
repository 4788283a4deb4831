package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.metrics.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class RunReaderTest {
    private final Path folder;

    RunReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aFolderItsFileAndTheRunItselfGiveTheSameFigures() throws IOException {
        RunResult result = SampleRun.ordinary(RunFile.to(folder.resolve("run.json")));
        RunFigures inProcess = RunReader.figures("x", RunDocument.of(result));
        RunFigures ofFolder = RunReader.read(folder);
        RunFigures ofFile = RunReader.read(folder.resolve("run.json"));
        assertThat(ofFolder.measures().values())
                .isEqualTo(inProcess.measures().values())
                .isEqualTo(ofFile.measures().values());
        assertThat(ofFolder.measures().samples()).isEqualTo(inProcess.measures().samples());
        assertThat(ofFolder.outcomes()).isEqualTo(inProcess.outcomes());
        assertThat(ofFolder.scenario()).hasToString(inProcess.scenario().toString());
        assertThat(ofFolder.name()).isEqualTo(folder.toString());
        assertThat(ofFile.name()).endsWith("run.json");
    }

    @Test
    void figuresAreNamedByStatisticPhaseAndClock() {
        RunFigures run = RunReader.figures("x", RunJson.of(1_000, 50));
        assertThat(run.closedLoop()).isTrue();
        assertThat(run.valid()).isTrue();
        assertThat(run.measures().values())
                .containsEntry("accepted/s", 100_000.0)
                .containsEntry("failure ratio", 0.005)
                .containsEntry("p50(transaction, response)", 1_000.0)
                .containsEntry("p99(transaction, service)", 8_000.0)
                .containsEntry("p999(content, service)", 5_000.0)
                .containsEntry("max(content, service)", 10_000.0)
                .doesNotContainKey("p50(content, response)");
        assertThat(run.measures().samples()).containsEntry("p99(transaction, service)", 10_000L);
        assertThat(run.outcomes().keySet()).containsExactly("accepted content 250", "rejected rcpt 451");
    }

    @Test
    void whatTheEndCutOffIsNoFailureAndNoArrival() {
        ObjectNode run = RunJson.of(1_000, 0);
        run.withObject("/totals").put("arrivals", 10_020).put("cut_off", 10).put("unconfirmed", 10);
        assertThat(RunReader.figures("x", run).measures().values().get("failure ratio"))
                .isEqualTo(10 / 10_010.0, within(1e-12));
    }

    @Test
    void aRunThatEndedEarlyOrDistrustsItselfIsInvalidForAReason() {
        ObjectNode run = RunJson.of(1_000, 0);
        run.put("ending", "server_gone").put("books_balanced", false);
        run.withObject("/self").put("verdict", "invalid").putArray("reasons").add("loops ran \u001b late");
        assertThat(RunReader.figures("x", run).reasons())
                .containsExactly("it ended early: server gone", "its books do not balance", "loops ran ? late");
        run.remove("self");
        assertThat(RunReader.figures("x", run).reasons()).contains("its generator found it invalid");
    }

    @Test
    void whatIsNoRunIsRefusedInOneLine() throws IOException {
        assertRefused("", "no JSON|an empty file");
        assertRefused("{\"format\": 1,\n  oops}", ":2:3: no JSON: Unexpected character");
        assertRefused("{\"format\": 1, \"format\": 1}", ":1:23: no JSON: Duplicate field 'format'");
        assertRefused("{} {}", "no JSON: Trailing token");
        assertRefused("[]", "no run, but a list");
        assertRefused("{\"totals\": {}}", "no run ");
        assertRefused("{\"format\": 0}", "format: 0 (expected: 1 to 2; no format that this Mailrace reads)");
        assertRefused("{\"format\": \"1\"}", "format: \"1\" (expected: 1 to 2;");
        assertRefused("{\"format\": 3}", "format: 3 (expected: 1 to 2; written by a newer Mailrace)");
        assertRefused("{\"format\": 1, \"mechanisms\": []}", "holds the runs of 'mailrace auth'");
        assertRefused("{\"format\": 1, \"kind\": \"comparison\"}", "not a run, but another file of Mailrace");
        assertThatThrownBy(() -> RunReader.read(folder.resolve("gone")))
                .hasMessage(folder.resolve("gone") + ": no such file (expected: a run's folder or its run.json)");
        assertThatThrownBy(() -> RunReader.read(Files.createDirectory(folder.resolve("bare"))))
                .hasMessageContaining("bare/run.json: no such file");
    }

    @Test
    void aRunThatWasKilledOrMeasuredNothingIsRefusedInOneLine() throws IOException {
        assertRefused(
                RunDocument.running(SampleRun.info(0, 1, 0)).toString(),
                "the run was killed before its end, and nothing of it was saved (expected: a run that ended)");
        ObjectNode empty = RunJson.of(1_000, 0);
        empty.withObject("/totals").put("arrivals", 0);
        assertRefused(empty.toString(), "an empty run: no arrival was measured to its end");
        ObjectNode wrong = RunJson.of(1_000, 0);
        wrong.withObject("/phases/content/service").put("p99_us", "many");
        assertRefused(wrong.toString(), "p99_us: \"many\" (expected: a number >= 0)");
        wrong.withObject("/phases/content/service").put("p99_us", -1);
        assertRefused(wrong.toString(), "p99_us: -1 (expected: a number >= 0)");
        ObjectNode bare = new ObjectMapper().createObjectNode().put("format", 1).put("ending", "completed");
        bare.putObject("scenario");
        assertRefused(bare.toString(), "arrivals: missing (expected: a number >= 0)");
    }

    private void assertRefused(String text, String pattern) throws IOException {
        Path file = Files.writeString(folder.resolve("run.json"), text);
        assertThatThrownBy(() -> RunReader.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> {
                    String message = String.valueOf(e.getMessage());
                    assertThat(message).startsWith(folder.toString()).contains("(expected: ");
                    assertThat(message.lines()).hasSize(1);
                    assertThat(pattern.split("\\|", -1))
                            .anySatisfy(part -> assertThat(message).contains(part));
                });
    }

    @Test
    void aRunOfWhichTooLittleIsKnownIsNoBase() {
        ObjectNode young = RunJson.of(10_000, 0);
        young.withObject("/totals").put("arrivals", 10_200).put("cut_off", 200).put("cut_off_young", 200);
        assertThat(RunReader.figures("young", young).reasons())
                .containsExactly("1.96 % of what was due was cut off too young to judge");
        ObjectNode asked = RunJson.of(10_000, 0);
        asked.withObject("/totals").put("arrivals", 10_200).put("cut_off", 200).put("cut_off_young", 0);
        assertThat(RunReader.figures("asked", asked).valid()).isTrue();
        ObjectNode failed = RunJson.of(10_000, 10_000);
        assertThat(RunReader.figures("failed", failed).reasons()).containsExactly("the server accepted nothing");
        ObjectNode few = RunJson.of(10_000, 0);
        few.putArray("shortfalls")
                .addObject()
                .put("what", "only 5 of 10 sessions")
                .put("cause", "server");
        assertThat(RunReader.figures("few", few).reasons()).containsExactly("only 5 of 10 sessions");
    }
}
