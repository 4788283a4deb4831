package dev.mailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "session/AuthExchange.java", // the following read those of ours
            "session/Authentication.java",
            "metrics/Collector.java",
            "meters/OtlpPush.java", // the number of an HTTP status alone
            "runfile/JsonFile.java", // Jackson's first sentence
            "experiment/AbExperiment.java",
            "experiment/CommandFailure.java",
            "experiment/PairedRuns.java",
            "cluster/AgentLoad.java", // refusals of ours
            "cluster/Strangers.java", // why TLS believes nobody; the JDK's certificate checks have no codes
            "cli/AgentFloor.java", // picocli's, as the line of a run has them
            "cli/CalibrateCommand.java",
            "cli/CalibrationOption.java",
            "cli/Faults.java", // asks whether memory or threads ran out; else it is an internal error
            "cli/LostOutputs.java", // the same
            "cli/Main.java",
            "options/Checked.java",
            "terminal/StandardStream.java"); // asks whether the reader has left

    private static final Pattern RAW = Pattern.compile(
            "getMessage\\(\\)|getLocalizedMessage\\(\\)|getClass\\(\\)\\.get\\w*Name\\(\\)|\\+ e\\b[^.]");

    /** Where others' texts are searched, for want of anything better. */
    private static final Set<String> SEARCHED = Set.of(
            "fault/Errno.java",
            "fault/SystemWords.java",
            "net/TlsWords.java",
            "net/ServerTrust.java",
            "sasl/Tickets.java",
            "mail/CsvRows.java",
            "scenario/BrokenYaml.java",
            "meters/OtlpPush.java",
            "runfile/JsonFile.java",
            "cli/Faults.java",
            "terminal/StandardStream.java");

    /** A text of an exception in a statement that looks for something in it. */
    private static final Pattern SEARCH = Pattern.compile(
            "get(?:Original|Localized)?Message\\(\\)[^;{}]*\\.(?:startsWith|contains|matches|split|indexOf|substring|equals)\\("
                    + "|(?:matcher|matches|equals|contains)\\([^;{}]*get(?:Original|Localized)?Message\\(\\)");

    /** Whose refusals only a mistake of the program can cause. */
    private static final Set<String> OF_PROGRAMS = Set.of(
            "analysis/RankSums.java",
            "analysis/ExitCode.java",
            "engine/SessionShares.java",
            "engine/ShardRange.java",
            "files/UserFile.java",
            "mail/CsvColumn.java",
            "metrics/RunEvent.java",
            "mail/Stamp.java",
            "pacing/RateProfile.java",
            "pacing/Schedule.java",
            "session/Security.java",
            "sink/SinkShard.java",
            "sink/SinkShare.java",
            "wire/Base64Lines.java",
            "wire/EnhancedStatus.java",
            "wire/Reply.java");

    /** A text in the form that a {@link dev.mailrace.fault.Refusal} gives its own. */
    private static final Pattern UNTYPED = Pattern.compile("new IllegalArgumentException\\([^;]*\\(expected: ");

    @Test
    void noOtherClassReadsAnExceptionsMessage() throws IOException {
        assertThat(without(ALLOWED, RAW))
                .as("classes that read what an exception says")
                .isEmpty();
    }

    @Test
    void nobodyLooksForSomethingInATextOfOurs() throws IOException {
        assertThat(without(SEARCHED, SEARCH))
                .as("classes that search an exception's text: what ours say is in their fields")
                .isEmpty();
    }

    @Test
    void whatAUserCanCauseIsATypedRefusal() throws IOException {
        assertThat(without(OF_PROGRAMS, UNTYPED)).as("refusals without a type").isEmpty();
    }

    @Test
    void searchesAreFound() {
        assertThat("if (e.getMessage().startsWith(\"size: \")) {").containsPattern(SEARCH);
        assertThat("Matcher matcher = NAME.matcher(String.valueOf(e.getMessage()));")
                .containsPattern(SEARCH);
        assertThat("throw new CommandFailure(String.valueOf(e.getMessage())); text.contains(x)")
                .doesNotContainPattern(SEARCH);
    }

    private static Set<String> without(Set<String> allowed, Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (pattern.matcher(Files.readString(file)).find()) {
                    found.add(SOURCES.relativize(file).toString());
                }
            }
        }
        found.removeAll(allowed);
        return found;
    }
}
