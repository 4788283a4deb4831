package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.CsvReport;
import dev.mailrace.report.FinalView;
import dev.mailrace.report.Line;
import dev.mailrace.report.RunMarkdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a run later is what was made of it when it ran. */
@Tag("jdk")
class PastRunTest {
    private final ByteArrayOutputStream csv = new ByteArrayOutputStream();
    private final Path folder;
    private final RunObserver[] observers;

    PastRunTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        observers = new RunObserver[] {
            HlogReport.to(folder.resolve("intervals.hlog")), RunFile.to(folder.resolve("run.json")), CsvReport.to(csv)
        };
    }

    @Test
    void theOrdinaryRunComesBack() throws IOException {
        assertComesBack(SampleRun.ordinary(observers));
    }

    @Test
    void aRunOfSeveralKindsComesBack() throws IOException {
        assertComesBack(SampleRun.mixed(observers));
    }

    @Test
    void aRunOfAgentsComesBack() throws IOException {
        RunResult result = SampleRun.ofAgents(observers);
        assertComesBack(result);
        assertThat(text(result))
                .anyMatch(line -> line.matches("agent 2 \\(b, process 8\\) +INVALID +3\\.00 .*"))
                .anyMatch(line -> line.matches("agent 1 \\(a, process 7\\) +valid +6\\.00 .*"));
    }

    @Test
    void aRunOfAServerThatHangsComesBack() throws IOException {
        assertComesBack(SampleRun.hung(observers));
    }

    @Test
    void whatWasSeenBesideARunComesBack() throws IOException {
        RunResult result = SampleRun.watched(observers);
        assertComesBack(result);
        assertThat(result.beside().of("queue").max()).isEqualTo(1_200);
        assertThat(result.beside().events())
                .extracting(RunEvent::text)
                .containsExactly(
                        "the backlog grew from 0 to 300",
                        "failover",
                        "nothing was answered; some 201 waited, up to 1.0 s");
    }

    /** Its log alone knows, and the same is found in it. */
    @Test
    void whatWasSeenBesideAKilledRunComesBackToo() throws IOException {
        RunResult whole = SampleRun.watched(observers[0]);
        observers[1].started(whole.info());
        RunResult later = PastRun.open(folder).replay(List.of());
        assertThat(later.ending()).isEqualTo(RunResult.Ending.KILLED);
        assertThat(later.info().monitors()).isEqualTo(whole.info().monitors());
        assertThat(later.beside()).isEqualTo(whole.beside());
        assertThat(RunDocument.of(later).path("monitors").toString())
                .isEqualTo(RunDocument.of(whole).path("monitors").toString());
    }

    private void assertComesBack(RunResult result) throws IOException {
        PastRun past = PastRun.open(folder);
        ByteArrayOutputStream csvLater = new ByteArrayOutputStream();
        RunResult later = past.replay(List.of(CsvReport.to(csvLater)));
        assertThat(csvLater.toString(StandardCharsets.UTF_8)).isEqualTo(csv.toString(StandardCharsets.UTF_8));
        assertThat(RunDocument.of(later).toPrettyString())
                .isEqualTo(RunDocument.of(result).toPrettyString());
        assertThat(text(later)).isEqualTo(text(result));
        assertThat(markdown(later)).isEqualTo(markdown(result));
        assertThat(past.intervals()).isPositive();
    }

    private static List<String> text(RunResult result) {
        return FinalView.lines(result, 100).stream().map(Line::toString).toList();
    }

    private static String markdown(RunResult result) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunMarkdown.write(result, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aKilledRunComesBackAsFarAsItCame() throws IOException {
        SampleRun.ordinary(observers[0]);
        observers[1].started(SampleRun.info(1, 4, 0));
        Path log = folder.resolve("intervals.hlog");
        String whole = Files.readString(log);
        int lastInterval = whole.lastIndexOf("#[interval ");
        Files.writeString(log, whole.substring(0, lastInterval + 40)); // Half a line stays behind.
        PastRun past = PastRun.open(folder);
        RunResult result = past.replay(List.of());
        assertThat(past.wasKilled()).isTrue();
        assertThat(past.intervals()).isEqualTo(4);
        assertThat(result.measuredSeconds()).isEqualTo(3);
        assertThat(result.measured().arrivals()).isEqualTo(900 + 920 + 940 + 3 * 40);
        assertThat(result.balanced()).isTrue();
        assertThat(result.self().valid()).isFalse();
        assertThat(String.join("\n", text(result))).contains("the run was killed before its end");
    }

    @Test
    void aLogOfAnEarlierVersionGivesItsTimes() throws IOException {
        RunResult result = SampleRun.ordinary(observers);
        Path log = folder.resolve("intervals.hlog");
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.removeIf(line -> line.startsWith("#[interval "));
        Files.write(log, lines);
        PastRun past = PastRun.open(folder.resolve("run.json"));
        ObjectNode later = RunDocument.of(past.replay(List.of()));
        assertThat(past.intervals()).isZero();
        ObjectNode document = RunDocument.of(result);
        for (String part : List.of("totals", "phases", "outcomes")) {
            assertThat(later.get(part).toPrettyString())
                    .isEqualTo(document.get(part).toPrettyString());
        }
    }

    /** Wherever the kill cut the last line. */
    @Test
    void halfALineIsPassedOver() throws IOException {
        SampleRun.ordinary(observers[0]);
        observers[1].started(SampleRun.info(1, 4, 0));
        Path log = folder.resolve("intervals.hlog");
        String whole = Files.readString(log);
        int lastHistogram = whole.lastIndexOf("Tag=");
        int end = whole.indexOf('\n', lastHistogram);
        for (int cut = lastHistogram; cut < end; cut++) {
            Files.writeString(log, whole.substring(0, cut));
            PastRun past = PastRun.open(folder);
            past.replay(List.of());
            assertThat(past.intervals()).as("cut at %d", cut - lastHistogram).isEqualTo(4);
        }
    }

    /** A server's text is in the log, and a full disk cuts where it likes: also within a character of it. */
    @Test
    void aLogThatIsCutWithinACharacterIsReadUpToThere() throws IOException {
        SampleRun.ordinary(observers[0]);
        observers[1].started(SampleRun.info(1, 4, 0));
        Path log = folder.resolve("intervals.hlog");
        String whole = Files.readString(log);
        int last = whole.lastIndexOf("#[interval ");
        byte[] before = whole.substring(0, last).getBytes(StandardCharsets.UTF_8);
        byte[] after = "#[interval {\"x\":\"\u00fc\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
        for (int kept = 0; kept <= after.length; kept++) {
            byte[] cut = Arrays.copyOf(before, before.length + kept);
            System.arraycopy(after, 0, cut, before.length, kept);
            Files.write(log, cut);
            PastRun past = PastRun.open(folder);
            past.replay(List.of());
            assertThat(past.intervals()).as("%d bytes of the last line", kept).isEqualTo(4);
        }
    }

    /** The head alone, cut anywhere. */
    @Test
    void aLogThatIsCutInItsFirstLineSaysNothingOfItsRun() throws IOException {
        observers[0].started(SampleRun.info(1, 4, 0));
        observers[1].started(SampleRun.info(1, 4, 0));
        Path log = folder.resolve("intervals.hlog");
        for (String head : List.of("", "#", "#[mail", "#[mailrace \u00fc")) {
            byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
            Files.write(log, Arrays.copyOf(bytes, Math.max(0, bytes.length - 1)));
            PastRun past = PastRun.open(folder);
            past.replay(List.of());
            assertThat(past.intervals()).isZero();
        }
    }

    @Test
    void aLogThatIsNoTextIsNamed() throws IOException {
        SampleRun.ordinary(observers);
        Path log = folder.resolve("intervals.hlog");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] = (byte) 0xff;
        Files.write(log, bytes);
        assertThatThrownBy(() -> PastRun.open(folder).replay(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("intervals.hlog: no text");
    }

    /** What was not written whole is no document, wherever it ends; that is the file's fault, and said so. */
    @Test
    void aDocumentThatIsCutIsRefusedByName() throws IOException {
        SampleRun.ordinary(observers);
        Path file = folder.resolve("run.json");
        byte[] bytes = Files.readString(file)
                .replaceFirst("\\{", "{\"x\": \"\u00fc\u20ac\ud83d\ude00\",")
                .getBytes(StandardCharsets.UTF_8);
        for (int kept = 0; kept < bytes.length - 2; kept += kept < 64 ? 1 : 97) {
            Files.write(file, Arrays.copyOf(bytes, kept));
            assertThatThrownBy(() -> PastRun.open(folder))
                    .as("%d bytes", kept)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("run.json");
        }
    }

    /** Whatever is missing of its seconds: a run that ended has one story, the one of its document. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aFinishedRunWhoseLogIsCutIsToldOfItsDocument(int kept) throws IOException {
        RunResult result = SampleRun.ordinary(observers);
        Path log = folder.resolve("intervals.hlog");
        String whole = Files.readString(log);
        int end = whole.indexOf("#[StartTime");
        for (int i = 0; i < kept; i++) {
            end = whole.indexOf('\n', whole.indexOf("#[interval ", end)) + 1;
        }
        Files.writeString(log, whole.substring(0, end));
        PastRun past = PastRun.open(folder);
        RunResult later = past.replay(List.of());
        assertThat(past.cut()).startsWith("the log ends after " + kept).endsWith(" of 4.00 s");
        assertThat(later.balanced()).isTrue();
        ObjectNode document = RunDocument.of(result);
        ObjectNode told = RunDocument.of(later);
        for (String part : List.of("totals", "warmup_totals", "outcomes", "verdicts", "self")) {
            assertThat(told.get(part).toPrettyString())
                    .isEqualTo(document.get(part).toPrettyString());
        }
        assertThat(text(later)).filteredOn(line -> line.contains("OUT BY")).isEmpty();
        for (Map.Entry<String, JsonNode> phase : document.get("phases").properties()) {
            for (Map.Entry<String, JsonNode> times : phase.getValue().properties()) {
                JsonNode same = told.get("phases").path(phase.getKey()).path(times.getKey());
                for (String name : List.of("count", "p50_us", "p90_us", "p99_us", "p999_us", "max_us")) {
                    assertThat(same.path(name))
                            .as(phase.getKey() + " " + name + times + same)
                            .isEqualTo(times.getValue().path(name));
                }
                assertThat(same.path("mean_us").asDouble())
                        .as(phase.getKey() + " mean")
                        .isCloseTo(times.getValue().path("mean_us").asDouble(), Percentage.withPercentage(0.2));
            }
        }
    }

    @Test
    void aLogThatLacksTheDrainIsCutToo() throws IOException {
        SampleRun.hung(observers);
        Path log = folder.resolve("intervals.hlog");
        String whole = Files.readString(log);
        Files.writeString(log, whole.substring(0, whole.lastIndexOf("#[interval ")));
        PastRun past = PastRun.open(folder);
        assertThat(past.replay(List.of()).balanced()).isTrue();
        assertThat(past.cut()).startsWith("the log ends ");
    }

    @Test
    void aLogOfAnotherRunIsRefusedByName() throws IOException {
        SampleRun.ordinary(observers);
        Path log = folder.resolve("intervals.hlog");
        Files.writeString(log, Files.readString(log).replaceFirst(", run [^,]+,", ", run another,"));
        assertThatThrownBy(() -> PastRun.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("intervals.hlog: of run another, and run.json beside it is of run ");
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        SampleRun.ordinary(observers);
        Path log = folder.resolve("intervals.hlog");
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.set(7, "Tag=mail,0.000,1.000,4.6,HISTFAAAnothing");
        Files.write(log, lines);
        assertThatThrownBy(() -> PastRun.open(folder).replay(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "intervals.hlog:8: cannot be read (expected: lines of a histogram log that Mailrace wrote)");
    }

    /** A line of a few bytes may ask for a hundred megabytes of counts, and a log has many lines. */
    @Test
    void aHistogramOfMoreDigitsThanOursIsRefused() throws IOException {
        SampleRun.ordinary(observers);
        Path log = folder.resolve("intervals.hlog");
        Histogram large = new Histogram(1, Long.MAX_VALUE / 2, 5);
        large.recordValue(7);
        ByteBuffer bytes = ByteBuffer.allocate(large.getNeededByteBufferCapacity());
        int length = large.encodeIntoCompressedByteBuffer(bytes);
        byte[] encoded = Arrays.copyOf(bytes.array(), length);
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.add(3, "Tag=slip,0.000,1.000,0.001," + Base64.getEncoder().encodeToString(encoded));
        Files.write(log, lines);
        assertThatThrownBy(() -> PastRun.open(folder).replay(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(log + ":4: cannot be read");
    }
}
