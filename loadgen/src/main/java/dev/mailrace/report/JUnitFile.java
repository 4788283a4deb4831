package dev.mailrace.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Test results as the XML that JUnit's Ant task began and build servers read, after the schema of Maven's Surefire
 * ({@code surefire-test-report.xsd}).
 */
public final class JUnitFile {
    private JUnitFile() {}

    /** How a test case ended. */
    public enum Ending {
        PASSED,
        FAILED,
        /** There is no verdict, and the reason must be looked at: the build is not green. */
        UNDECIDED,
        /** There is no verdict, for a reason that stands elsewhere. */
        SKIPPED
    }

    /**
     * A test case.
     *
     * @param className groups cases, with dots between its parts
     * @param name tells it from others of its class
     * @param seconds what it took; 0 where that means nothing
     * @param ending how it ended
     * @param message why it failed, was skipped or is not decided; nothing comes of it where it passed
     * @param detail stands below the message; empty: nothing does
     */
    public record TestCase(
            String className, String name, double seconds, Ending ending, String message, String detail) {
        /** Of which the message says all. */
        public TestCase(String className, String name, double seconds, Ending ending, String message) {
            this(className, name, seconds, ending, message, "");
        }
    }

    /**
     * Writes one suite.
     *
     * @param properties what else is known of it, by name
     * @param out borrowed; it is flushed
     */
    public static void write(String suite, Map<String, String> properties, List<TestCase> cases, OutputStream out)
            throws IOException {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", attribute(suite));
            xml.writeAttribute(
                    "time",
                    seconds(cases.stream().mapToDouble(TestCase::seconds).sum()));
            xml.writeAttribute("tests", Integer.toString(cases.size()));
            xml.writeAttribute("errors", Long.toString(count(cases, Ending.UNDECIDED)));
            xml.writeAttribute("skipped", Long.toString(count(cases, Ending.SKIPPED)));
            xml.writeAttribute("failures", Long.toString(count(cases, Ending.FAILED)));
            xml.writeCharacters("\n");
            write(properties, xml);
            for (TestCase one : cases) {
                write(one, xml);
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
            out.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static long count(List<TestCase> cases, Ending ending) {
        return cases.stream().filter(one -> one.ending == ending).count();
    }

    private static void write(Map<String, String> properties, XMLStreamWriter xml) throws XMLStreamException {
        if (properties.isEmpty()) {
            return;
        }
        xml.writeCharacters("  ");
        xml.writeStartElement("properties");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            xml.writeCharacters("\n    ");
            xml.writeEmptyElement("property");
            xml.writeAttribute("name", attribute(property.getKey()));
            xml.writeAttribute("value", attribute(property.getValue()));
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private static void write(TestCase one, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", attribute(one.name));
        xml.writeAttribute("classname", attribute(one.className));
        xml.writeAttribute("time", seconds(one.seconds));
        switch (one.ending) {
            case PASSED -> {}
            case FAILED -> writeTrouble("failure", one, xml);
            case UNDECIDED -> writeTrouble("error", one, xml);
            case SKIPPED -> {
                xml.writeEmptyElement("skipped");
                xml.writeAttribute("message", attribute(one.message));
            }
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private static void writeTrouble(String element, TestCase one, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", attribute(one.message));
        xml.writeAttribute("type", element);
        xml.writeCharacters(text(one.detail.isEmpty() ? one.message : one.message + "\n" + one.detail));
        xml.writeEndElement();
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** A reader would turn them into spaces anyway. */
    private static String attribute(String text) {
        return text(text).replaceAll("[\\t\\n\\r]", " ");
    }

    /** Without what XML 1.0 (§2.2) has no way to write, escaped or not. */
    private static String text(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isCharacter(c) ? c : '?'));
        return safe.toString();
    }

    private static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
