package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Runs as test cases, read as build servers read them: GitLab takes testsuite, testcase with name, classname and time, and of it
 * the first of failure, error and skipped with message and text; the actions of GitHub that show JUnit's XML take the same.
 */
class RunCasesTest {
    private static final SelfHealth.Verdict SPOILED = new SelfHealth.Verdict(
            false, List.of("loops ran late"), List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, new LittlesLaw(0, 0, 0), List.of());

    /** What a build server shows of a test case. */
    private record Shown(String status, String message, String text) {}

    private static Map<String, Shown> shown(RunResult result) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunCases.write(result, out);
        byte[] xml = out.toByteArray();
        assertThatCode(() -> SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                        .newSchema(RunCasesTest.class.getResource("/report/surefire-test-report.xsd"))
                        .newValidator()
                        .validate(new StreamSource(new ByteArrayInputStream(xml))))
                .doesNotThrowAnyException();
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement();
        assertThat(suite.getTagName()).isEqualTo("testsuite");
        NodeList cases = suite.getElementsByTagName("testcase");
        Map<String, Shown> shown = new LinkedHashMap<>();
        Map<String, Integer> counted = new LinkedHashMap<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element one = (Element) cases.item(i);
            assertThat(one.getAttribute("classname")).isNotBlank();
            assertThat(Double.parseDouble(one.getAttribute("time"))).isNotNegative();
            Shown as = shown(one);
            counted.merge(as.status, 1, Integer::sum);
            assertThat(shown.put(one.getAttribute("name"), as))
                    .as("a second one of that name would take the place of the first")
                    .isNull();
        }
        for (String status : List.of("failure", "error", "skipped")) {
            String attribute = status.equals("failure") ? "failures" : status.equals("error") ? "errors" : status;
            assertThat(suite.getAttribute(attribute)).isEqualTo(String.valueOf(counted.getOrDefault(status, 0)));
        }
        return shown;
    }

    private static Shown shown(Element one) {
        for (String status : List.of("failure", "error", "skipped")) {
            Node found = one.getElementsByTagName(status).item(0);
            if (found instanceof Element element) {
                return new Shown(status, element.getAttribute("message"), element.getTextContent());
            }
        }
        return new Shown("success", "", "");
    }

    private static Shown of(Map<String, Shown> shown, String name) {
        return Objects.requireNonNull(shown.get(name), name);
    }

    @Test
    void aBrokenThresholdSaysWhatWasExpectedAndWhatWasFound() throws Exception {
        Map<String, Shown> shown = shown(SampleRun.hung());
        Shown broken = of(shown, "p99(transaction) < 500ms");
        assertThat(broken.status).isEqualTo("failure");
        assertThat(broken.message).isEqualTo("BROKEN: expected: p99(transaction) < 500ms, found: ≥ 5.91 s");
        assertThat(broken.text).isEqualTo(broken.message + "\n" + Why.of(RunDocument.of(SampleRun.hung())));
        assertThat(of(shown, "accepted >= 10/s").status).isEqualTo("success");
        Shown open = of(shown, "p99(transaction) < 10s");
        assertThat(open.status).isEqualTo("error");
        assertThat(open.message).startsWith("NOT DECIDED: expected: p99(transaction) < 10s, found: ≥ 5.91 s, ");
    }

    @Test
    void anInvalidRunIsAnErrorAndFailsNothing() throws Exception {
        RunResult invalid = SampleRun.ordinary(RunResult.Ending.COMPLETED, SPOILED);
        assertThat(RunVerdict.of(invalid).word()).isEqualTo(RunVerdict.Word.INVALID);
        Map<String, Shown> shown = shown(invalid);
        assertThat(shown.values()).extracting(Shown::status).doesNotContain("failure");
        assertThat(shown.get("the generator was healthy"))
                .isEqualTo(new Shown("error", "INVALID: loops ran late", "INVALID: loops ran late"));
    }

    @Test
    void onlyAServerThatWentAwayFailsARunThatEndedEarly() throws Exception {
        for (RunResult.Ending ending : RunResult.Ending.values()) {
            String status =
                    of(shown(SampleRun.ordinary(ending, SampleVerdict.VALID)), "the run went to its end").status;
            assertThat(status)
                    .as(ending.name())
                    .isEqualTo(
                            switch (ending) {
                                case COMPLETED, SLO_BROKEN -> "success";
                                case SERVER_GONE -> "failure";
                                case INTERRUPTED, OUTPUT_LOST, BROKEN, KILLED -> "error";
                            });
        }
    }
}
