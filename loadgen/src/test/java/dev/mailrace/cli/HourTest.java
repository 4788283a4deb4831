package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Phase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
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

    /** A quarter of the memory that may be had is enough for all of the process. */
    @Test
    void anHourOfTwelvePhasesTakesLittleMemory() throws IOException, InterruptedException {
        writeRun();
        try (Spawned report = Spawned.startWith(
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

    /** Processor time, which a machine that does other things beside does not lengthen much. */
    @Test
    void anHourOfTwelvePhasesTakesSeconds() throws IOException {
        writeRun();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Typed report = Typed.run("report", folder.toString(), "-q");
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(nanos / 1e9).as("seconds of one processor").isLessThan(10);
    }

    private void writeRun() throws IOException {
        ObjectNode run;
        try (InputStream in = HourTest.class.getResourceAsStream("/report/run.json")) {
            run = (ObjectNode) new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
        run.put("measured_seconds", SECONDS);
        run.withObject("/scenario").put("warmup_seconds", 0).put("measured_seconds", SECONDS);
        Files.writeString(folder.resolve("run.json"), run.toString());
        Random random = new Random(7);
        Histogram times = Tally.histogram();
        try (OutputStream out = Files.newOutputStream(folder.resolve("intervals.hlog"));
                PrintStream printer =
                        new PrintStream(new BufferedOutputStream(out, 1 << 20), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(printer);
            log.outputLogFormatVersion();
            for (int second = 0; second < SECONDS; second++) {
                for (Phase phase : PHASES) {
                    times.reset();
                    for (int i = 0; i < PER_SECOND; i++) {
                        times.recordValue((long) (Math.exp(random.nextGaussian()) * 1e6));
                    }
                    times.setTag(phase == Phase.TRANSACTION ? "transaction.response" : phase.label());
                    log.outputIntervalHistogram(second, second + 1.0, times, 1e6);
                }
                printer.print("#[interval {\"number\":" + second + ",\"start_ns\":" + second * 1_000_000_000L
                        + ",\"end_ns\":" + (second + 1) * 1_000_000_000L
                        + ",\"stage\":\"measure\",\"connections\":10,\"backlog\":0,"
                        + "\"measured\":{\"arrivals\":200,\"outcomes\":[{\"phase\":\"content\",\"kind\":\"accepted\","
                        + "\"code\":250,\"enhanced\":\"\",\"reason\":\"\",\"count\":200,\"sample\":\"\"}]}}]\n");
            }
        }
    }
}
