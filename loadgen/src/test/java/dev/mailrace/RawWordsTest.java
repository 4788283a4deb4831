package dev.mailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What an exception says may reach a person only where the exception is one of ours, made of plain words; whatever the
 * runtime, a transport or a library says goes through {@link dev.mailrace.fault.SystemWords} or its like.
 */
class RawWordsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/mailrace");

    /** Where exceptions are read, and why that is no harm. */
    private static final Set<String> ALLOWED = Set.of(
            "fault/Errno.java", // turns them into words
            "fault/SystemWords.java",
            "net/TlsWords.java",
            "net/ServerTrust.java",
            "sasl/Tickets.java", // words of the KDC alone
            "net/Tls.java", // the following read those of ours
            "session/AuthExchange.java",
            "session/Authentication.java",
            "metrics/Collector.java",
            "mail/CsvColumn.java",
            "meters/OtlpPush.java", // the number of an HTTP status alone
            "sink/SinkServer.java",
            "runfile/JsonFile.java", // Jackson's first sentence
            "experiment/AbExperiment.java",
            "cli/CalibrateCommand.java",
            "options/Checked.java",
            "experiment/PairedRuns.java",
            "experiment/EmbeddedSink.java",
            "cli/Faults.java", // asks whether memory or threads ran out; else it is an internal error
            "cli/LostOutputs.java", // the same
            "cli/Main.java",
            "cli/ReportCommand.java",
            "cli/CalibrationOption.java",
            "options/ScenarioDefaults.java",
            "cli/SinkCommand.java",
            "terminal/StandardStream.java"); // asks whether the reader has left

    private static final Pattern RAW = Pattern.compile(
            "getMessage\\(\\)|getLocalizedMessage\\(\\)|getClass\\(\\)\\.get\\w*Name\\(\\)|\\+ e\\b[^.]");

    @Test
    void noOtherClassReadsAnExceptionsMessage() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                List<String> lines = Files.readAllLines(file);
                if (lines.stream().anyMatch(line -> RAW.matcher(line).find())) {
                    found.add(SOURCES.relativize(file).toString());
                }
            }
        }
        found.removeAll(ALLOWED);
        assertThat(found).as("classes that read what an exception says").isEmpty();
    }
}
