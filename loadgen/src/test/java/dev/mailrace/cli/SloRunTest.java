package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are held against thresholds, as they are typed. */
class SloRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aBrokenThresholdIsExitCode99AndStandsInEveryOutput(@TempDir Path folder) throws IOException {
        Typed result = Typed.undisturbed(
                "run",
                "-n",
                "200",
                "-c",
                "4",
                "--no-results",
                "-o",
                "json=" + folder + "/run.json",
                "-o",
                "hlog=" + folder + "/run.hlog",
                "--slo",
                "accepted = 200",
                "--slo",
                "accepted<100");
        assertThat(result.exit()).as(result.out()).isEqualTo(99);
        assertThat(result.out())
                .contains("passed  accepted = 200  (200)")
                .contains("BROKEN  accepted < 100  (200)")
                .contains("BROKEN: accepted < 100 (200)\n");
        JsonNode verdicts = JSON.readTree(folder.resolve("run.json").toFile()).at("/verdicts");
        assertThat(verdicts).hasSize(2);
        assertThat(verdicts.at("/0/slo").asText()).isEqualTo("accepted = 200");
        assertThat(verdicts.at("/0/passed").asBoolean()).isTrue();
        assertThat(verdicts.at("/0/unit").asText()).isEqualTo("count");
        assertThat(verdicts.at("/1/passed").asBoolean()).isFalse();
        assertThat(verdicts.at("/1/value").asDouble()).isPositive();
        assertThat(Files.readString(folder.resolve("run.hlog"))).contains("[threshold accepted < 100: broken, 200]");
    }

    @Test
    void thresholdsAreTestCasesAndARowOfMarkdownEach(@TempDir Path folder) throws Exception {
        Typed result = Typed.undisturbed(
                "run",
                "-n",
                "50",
                "-c",
                "2",
                "--no-results",
                "--slo",
                "failed = 0",
                "--slo",
                "accepted > 50",
                "-o",
                "junit=" + folder + "/cases.xml",
                "-o",
                "markdown=" + folder + "/run.md");
        assertThat(result.exit()).as(result.out()).isEqualTo(99);
        String xml = Files.readString(folder.resolve("cases.xml"));
        assertThat(xml)
                .contains("tests=\"5\"")
                .contains("failures=\"1\"")
                .contains("name=\"failed = 0\"")
                .contains("name=\"accepted &gt; 50\"");
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(SloRunTest.class.getResource("/report/surefire-test-report.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
        assertThat(Files.readString(folder.resolve("run.md")))
                .contains("| accepted \\> 50 | 50 | **NO** |")
                .contains("| failed = 0 | 0 | yes |")
                .contains("| transaction | response | 50 |")
                .contains("| 50 | accepted | content | 250 |");
    }

    @Test
    void thresholdsThatHoldAreExitCode0() {
        Typed result =
                Typed.undisturbed("run", "-n", "50", "-c", "2", "--no-results", "--slo", "failed = 0;errors < 1%");
        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(result.out()).contains("passed  failed = 0").contains("passed  errors < 1%");
    }

    @Test
    void aServerThatRefusesAllHasFailedBeforeAnyThresholdIsLookedAt() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250 hi", "550 no", "221 bye")) {
            Typed result = Typed.run(
                    "run",
                    "127.0.0.1:" + peer.port(),
                    "-n",
                    "2",
                    "-c",
                    "1",
                    "-m",
                    "1",
                    "--no-results",
                    "--slo",
                    "accepted > 1");
            assertThat(result.exit()).as(result.out()).isEqualTo(4);
            assertThat(result.out())
                    .contains("FAILED: the server accepted nothing (first reply: 550 no)")
                    .contains("BROKEN  accepted > 1  (0)");
        }
    }

    @Test
    void aRunThatShallEndWithItsThresholdEndsEarly() throws IOException {
        Typed result = Typed.undisturbed(
                "run",
                "-R",
                "50/s",
                "-d",
                "60s",
                "--warmup",
                "0s",
                "--no-results",
                "--slo",
                "accepted >= 1000/s",
                "--abort-on-slo",
                "-o",
                "json=-");
        JsonNode run = JSON.readTree(result.out());
        assertThat(result.exit()).as(result.err()).isEqualTo(99);
        assertThat(run.at("/ending").asText()).isEqualTo("slo_broken");
        assertThat(run.at("/measured_seconds").asDouble()).isBetween(2.5, 20.0);
        assertThat(run.at("/books_balanced").asBoolean()).isTrue();
        assertThat(result.err()).contains("A threshold was broken: the run ended with it.");
    }

    @Test
    void wrongThresholdsAreToldBeforeTheLoad() {
        Typed wrong = Typed.run("run", "--slo", "p99(contents) < 1s");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.complaint()).startsWith("mailrace: slo: p99(contents) < 1s (expected: ");
        Typed alone = Typed.run("run", "--abort-on-slo");
        assertThat(alone.exit()).isEqualTo(2);
        assertThat(alone.complaint()).contains("abort-on-slo: given without a threshold");
    }

    @Test
    void aScenarioFileHoldsThresholds(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, """
                messages: 20
                connections: 2
                slo:
                  - p95(auth, service) < 20s
                  - accepted >= 100%
                """);
        Typed result = Typed.undisturbed("run", "-s", file.toString(), "--no-results");
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("passed  p95(auth, service) < 20s").contains("passed  accepted >= 100%");
    }
}
