package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.runfile.Golden;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import dev.mailrace.runfile.Written;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class CsvReportTest {
    private final Path folder;

    CsvReportTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anOrdinaryRunIsWrittenAsItAlwaysWas() throws IOException {
        Path file = folder.resolve("intervals.csv");
        SampleRun.ordinary(CsvReport.to(file));
        Golden.assertSame("intervals.csv", Files.readString(file));
    }

    @Test
    void rowsAddUpToTheRun() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunResult result = SampleRun.ordinary(CsvReport.to(out));
        long warmup = 0;
        long measured = 0;
        for (Map<String, String> row : rows(out)) {
            long accepted = Long.parseLong(row.get("accepted"));
            if ("warmup".equals(row.get("stage"))) {
                warmup += accepted;
            } else {
                measured += accepted;
            }
        }
        assertThat(warmup).isEqualTo(result.warmup().count(Outcome.Kind.ACCEPTED));
        assertThat(measured).isEqualTo(result.measured().count(Outcome.Kind.ACCEPTED));
    }

    @Test
    void quotesAndCommasOfAServerComeBackAsTheyWere() throws IOException {
        String hostile = "451 \"a\",b;'c'\t=HYPERLINK(\"x\") ✗";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), CsvReport.to(out));
        run.refuse(Stage.MEASURE, 3, SampleRun.rejected(Phase.RCPT, 451, "4.3.0", hostile));
        run.second(Stage.MEASURE);
        assertThat(rows(out))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("top_error", "451 rcpt ×3: 451 \"a\",b;'c'?=HYPERLINK(\"x\") ✗")
                        .containsEntry("rejected", "3"));
    }

    @Test
    void eachRowSaysWhenItWasAndWithWhichCodesArrivalsEnded() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleRun run = new SampleRun(SampleRun.info(0, 2, 0), CsvReport.to(out));
        run.deliver(Stage.MEASURE, 97);
        run.refuse(Stage.MEASURE, 3, SampleRun.GREYLISTED);
        run.refuse(Stage.MEASURE, 2, SampleRun.rejected(Phase.MAIL, 550, "5.7.1", "550 5.7.1 no"));
        run.refuse(Stage.MEASURE, 1, SampleRun.REFUSED);
        run.second(Stage.MEASURE);
        run.second(Stage.MEASURE);
        List<Map<String, String>> rows = rows(out);
        assertThat(rows.get(0))
                .containsEntry("second", "0")
                .containsEntry("time", "2026-01-02T03:04:05.678Z")
                .containsEntry("replies_2xx", "97")
                .containsEntry("replies_4xx", "3")
                .containsEntry("replies_5xx", "2")
                .containsEntry("no_reply", "1")
                .containsEntry("codes", "250:97 451:3 550:2");
        assertThat(rows.get(1))
                .containsEntry("time", "2026-01-02T03:04:06.678Z")
                .containsEntry("codes", "")
                .containsEntry("transaction_response_p95_us", "");
        List<Double> percentiles = new ArrayList<>();
        for (String statistic : List.of("p50", "p75", "p90", "p95", "p99", "max")) {
            percentiles.add(Double.valueOf(rows.get(0).get("transaction_response_" + statistic + "_us")));
        }
        assertThat(percentiles).isSorted();
        assertThat(percentiles.subList(0, 5)).doesNotHaveDuplicates();
    }

    @Test
    void whatWasNotTimedIsEmpty() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), CsvReport.to(out));
        run.second(Stage.MEASURE);
        assertThat(rows(out))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("accepted", "0")
                        .containsEntry("transaction_response_p99_us", "")
                        .containsEntry("slip_p99_us", "")
                        .containsEntry("top_error", ""));
    }

    @Test
    void aRunWithoutIntervalsHasAHeader() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SampleRun(SampleRun.info(0, 1, 0), CsvReport.to(out))
                .ended(RunResult.Ending.INTERRUPTED, 0, SampleVerdict.VALID);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("second,stage,connections,backlog,arrivals,accepted,rejected,failed,unconfirmed,dropped,"
                        + "cut_off,accepted_per_second,")
                .hasLineCount(1);
    }

    @Test
    @Timeout(60)
    void eachIntervalReachesTheFileAtOnce() throws IOException {
        Path file = folder.resolve("intervals.csv");
        SampleRun run = new SampleRun(SampleRun.info(0, 3, 0), CsvReport.to(file));
        for (int second = 1; second <= 2; second++) {
            run.second(Stage.MEASURE);
            int lines = 1 + second;
            assertThat(Written.text(file, text -> text.lines().count() >= lines))
                    .hasLineCount(lines);
        }
    }

    @Test
    void aFullDiskIsToldToWhoeverRunsIt() throws IOException {
        CsvReport report = CsvReport.to(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        assertThatThrownBy(() -> report.started(SampleRun.info(0, 1, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
    }

    private static List<Map<String, String>> rows(ByteArrayOutputStream out) throws IOException {
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(out.toByteArray())) {
            return rows.readAll();
        }
    }
}
