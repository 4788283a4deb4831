package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long run costs its reports little. */
class HourTest {
    private static final int SECONDS = 3_600;
    private static final int PER_SECOND = 200;

    /** What a session of many phases logs each second: twelve lines, and the generator's own. */
    private static final List<Phase> PHASES = List.of(
            Phase.CONNECT,
            Phase.TLS,
            Phase.BANNER,
            Phase.EHLO,
            Phase.AUTH,
            Phase.MAIL,
            Phase.RCPT,
            Phase.DATA,
            Phase.CONTENT,
            Phase.QUIT,
            Phase.TRANSACTION,
            Phase.SESSION);

    @TempDir
    Path folder = Path.of("");

    /**
     * A quarter of the memory that may be had is enough for all of the process. Seconds are of processor time, which a machine
     * that does other things beside does not lengthen much: the system ends the process that takes more.
     */
    @Test
    void anHourOfTwelvePhasesTakesSecondsAndLittleMemory() throws IOException, InterruptedException {
        writeRun();
        List<String> limited = List.of("sh", "-c", "ulimit -t 40; exec \"$@\"", "sh");
        try (Spawned report = Spawned.startBehind(
                limited,
                List.of("-Xmx128m"),
                folder,
                "report",
                folder.toString(),
                "-o",
                "html=page.html",
                "-o",
                "csv=run.csv",
                "-q")) {
            assertThat(report.awaitExit()).as(report.output()).isZero();
        }
        assertThat(Files.size(folder.resolve("page.html"))).isBetween(200_000L, 1_000_000L);
        try (Stream<String> lines = Files.lines(folder.resolve("run.csv"))) {
            assertThat(lines.count()).isEqualTo(SECONDS + 1L);
        }
    }

    private void writeRun() throws IOException {
        ObjectNode run;
        try (InputStream in = HourTest.class.getResourceAsStream("/report/run.json")) {
            run = (ObjectNode) new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
        run.put("measured_seconds", SECONDS);
        run.withObject("/scenario").put("warmup_seconds", 0).put("measured_seconds", SECONDS);
        Files.writeString(folder.resolve("run.json"), run.toString());
        List<String> lines = oneSecond();
        try (Writer log = Files.newBufferedWriter(folder.resolve("intervals.hlog"))) {
            log.write("#[Histogram log format version 1.3]\n");
            for (int second = 0; second < SECONDS; second++) {
                for (int phase = 0; phase < PHASES.size(); phase++) {
                    // What was logged of one phase is logged of the next a second later: encoding all anew takes
                    // longest.
                    String times = lines.get((second + phase) % lines.size()).replaceFirst(".*,(?=[^,]+$)", "");
                    log.write("Tag=" + tag(PHASES.get(phase)) + "," + second + ".000,1.000,20.000," + times + "\n");
                }
                log.write("#[interval {\"number\":" + second + ",\"start_ns\":" + second * 1_000_000_000L
                        + ",\"end_ns\":" + (second + 1) * 1_000_000_000L
                        + ",\"stage\":\"measure\",\"connections\":10,\"backlog\":0,"
                        + "\"measured\":{\"arrivals\":200,\"outcomes\":[{\"phase\":\"content\",\"kind\":\"accepted\","
                        + "\"code\":250,\"enhanced\":\"\",\"reason\":\"\",\"count\":200,\"sample\":\"\"}]}}]\n");
            }
        }
    }

    private static String tag(Phase phase) {
        return phase == Phase.TRANSACTION ? "transaction.response" : phase.label();
    }

    /** A line a phase, as HdrHistogram writes it. */
    private static List<String> oneSecond() {
        Random random = new Random(7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HistogramLogWriter log = new HistogramLogWriter(new PrintStream(out, true, StandardCharsets.UTF_8));
        Histogram times = Tally.histogram();
        for (Phase phase : PHASES) {
            times.reset();
            for (int i = 0; i < PER_SECOND; i++) {
                times.recordValue((long) (Math.exp(random.nextGaussian()) * 1e6));
            }
            times.setTag(phase.label());
            log.outputIntervalHistogram(0, 1.0, times, 1e6);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
