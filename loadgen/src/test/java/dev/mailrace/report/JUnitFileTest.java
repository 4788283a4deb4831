package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mailrace.report.JUnitFile.Ending;
import dev.mailrace.report.JUnitFile.TestCase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The schema is that of the source release of Apache Maven Surefire 3.5.4, unchanged and under its own licence. */
@Tag("jdk")
class JUnitFileTest {
    private static final List<TestCase> CASES = List.of(
            new TestCase("mailrace.compare", "accepted/s", 0, Ending.PASSED, ""),
            new TestCase("mailrace.compare", "p99(transaction, response)", 1_234.5678, Ending.FAILED, "21 % higher"),
            new TestCase("mailrace.compare", "failure ratio", 0.25, Ending.SKIPPED, "one run a side"));

    @Test
    void theSchemaOfSurefireHoldsIt() throws Exception {
        byte[] xml = xml(CASES);
        assertThatCode(() -> validator().validate(new StreamSource(new ByteArrayInputStream(xml))))
                .doesNotThrowAnyException();
        assertThatCode(() -> validator().validate(new StreamSource(new ByteArrayInputStream(xml(List.of())))))
                .doesNotThrowAnyException();
    }

    private static Validator validator() throws Exception {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(JUnitFileTest.class.getResource("/report/surefire-test-report.xsd"))
                .newValidator();
    }

    @Test
    void whatFailedAndWhatWasSkippedIsCounted() throws Exception {
        Element suite = parsed(xml(CASES)).getDocumentElement();
        assertThat(suite.getAttribute("name")).isEqualTo("compare");
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("0");
        assertThat(suite.getAttribute("time")).isEqualTo("1234.818");
        Element property = (Element) suite.getElementsByTagName("property").item(0);
        assertThat(property.getAttribute("value")).isEqualTo("a?<b> \"c\"");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("21 % higher");
        assertThat(failure.getTextContent()).isEqualTo("21 % higher");
        Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
        assertThat(skipped.getAttribute("message")).isEqualTo("one run a side");
    }

    @Test
    void whatXmlCannotHoldIsReplacedAndMarkupIsText() throws Exception {
        String hostile = "]]></failure><x a=\"'&\u0000\u0001\u001b\ufffe\ud800 \n\t\ud83d\ude00";
        byte[] xml = xml(List.of(new TestCase(hostile, hostile, 0, Ending.FAILED, hostile)));
        assertThatCode(() -> validator().validate(new StreamSource(new ByteArrayInputStream(xml))))
                .doesNotThrowAnyException();
        Element failure = (Element) parsed(xml).getElementsByTagName("failure").item(0);
        assertThat(failure.getTextContent()).isEqualTo("]]></failure><x a=\"'&????? \n\t\ud83d\ude00");
        assertThat(failure.getAttribute("message")).isEqualTo("]]></failure><x a=\"'&?????   \ud83d\ude00");
    }

    private static byte[] xml(List<TestCase> cases) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JUnitFile.write("compare", Map.of("unlike", "a\u0000<b>\n\"c\""), cases, out);
        return out.toByteArray();
    }

    private static Document parsed(byte[] xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }
}
