package dev.mailrace.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Decimal;
import dev.mailrace.runfile.ReportFile;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Writes a row an interval as comma-separated values, quoted after RFC 4180, with a header; durations in microseconds, empty where
 * nothing was timed. Each monitor has a column at the end, empty where it gave no value.
 *
 * <p>A row holds the numbers of its stage's arrivals. Where some of the other stage's ended in the same interval, they
 * have a row of their own after it, so that rows add up to the run. What was accepted a second is all that came in it, and
 * stands in the first. Owned by the collector's thread.
 */
public final class CsvReport implements RunObserver {
    /** What one row is made from: {@code tally} is the interval's of that stage. */
    private record Row(Interval interval, Stage stage, Tally tally, long inServer) {
        @Nullable
        BigDecimal micros(Timing timing, Phase phase, double percentile) {
            return CsvReport.micros(tally.histogram(timing, phase), percentile);
        }

        @Nullable
        BigDecimal whole(Timing timing, double percentile) {
            return micros(timing, Phase.TRANSACTION, percentile);
        }

        /** How many of the response times are lower bounds, and its last ones: a percentile among them is one. */
        long lowerBounds() {
            return LowerBounds.of(tally, Timing.RESPONSE, Phase.TRANSACTION).count();
        }

        /** How many arrivals ended with a code that begins so; 0: without one. */
        long replies(int firstDigit) {
            long count = 0;
            for (OutcomeCounts.Entry entry : tally.outcomes().entries()) {
                count += entry.outcome().code() / 100 == firstDigit ? entry.count() : 0;
            }
            return count;
        }

        /** As {@code 250:97 451:3}: how many arrivals ended with each code. Which there are, nobody knows before the run's end. */
        String codes() {
            Map<Integer, Long> byCode = new TreeMap<>();
            for (OutcomeCounts.Entry entry : tally.outcomes().entries()) {
                if (entry.outcome().code() > 0) {
                    byCode.merge(entry.outcome().code(), entry.count(), Long::sum);
                }
            }
            return byCode.entrySet().stream()
                    .map(code -> code.getKey() + ":" + code.getValue())
                    .collect(Collectors.joining(" "));
        }

        /** Whether it is the second of its interval. */
        boolean isSecond() {
            return (stage == Stage.WARMUP) != (interval.stage() == Stage.WARMUP);
        }

        @Nullable
        String topError() {
            List<Cause> causes = Cause.of(tally.outcomes());
            return causes.isEmpty()
                    ? null
                    : causes.get(0) + ": " + causes.get(0).outcome().sample();
        }
    }

    private record Column(String name, Function<Row, @Nullable Object> cell) {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final List<Column> COLUMNS = List.of(
            new Column("second", row -> Decimal.of(row.interval.startNanos() / 1e9)),
            new Column("stage", row -> row.stage.label()),
            new Column("connections", row -> row.interval.connections()),
            new Column("backlog", row -> row.interval.backlog()),
            new Column("arrivals", row -> row.tally.arrivals()),
            new Column("accepted", row -> row.tally.count(Outcome.Kind.ACCEPTED)),
            new Column("rejected", row -> row.tally.count(Outcome.Kind.REJECTED)),
            new Column("failed", row -> row.tally.count(Outcome.Kind.FAILED)),
            new Column("unconfirmed", row -> row.tally.count(Outcome.Kind.UNCONFIRMED)),
            new Column("dropped", row -> row.tally.count(Outcome.Kind.DROPPED)),
            new Column("cut_off", row -> row.tally.count(Outcome.Kind.CUT_OFF)),
            new Column("accepted_per_second", CsvReport::acceptedPerSecond),
            new Column("transaction_response_p50_us", row -> row.whole(Timing.RESPONSE, 50)),
            new Column("transaction_response_p99_us", row -> row.whole(Timing.RESPONSE, 99)),
            new Column("transaction_response_max_us", row -> row.whole(Timing.RESPONSE, 100)),
            new Column("transaction_service_p50_us", row -> row.whole(Timing.SERVICE, 50)),
            new Column("transaction_service_p99_us", row -> row.whole(Timing.SERVICE, 99)),
            new Column("transaction_service_max_us", row -> row.whole(Timing.SERVICE, 100)),
            new Column("content_service_p50_us", row -> row.micros(Timing.SERVICE, Phase.CONTENT, 50)),
            new Column("content_service_p99_us", row -> row.micros(Timing.SERVICE, Phase.CONTENT, 99)),
            new Column("slip_p99_us", row -> micros(row.interval.slip(), 99)),
            new Column("loop_lag_p99_us", row -> micros(row.interval.loopLag(), 99)),
            // Our words come first in it, so that no spreadsheet takes a server's text for a formula.
            new Column("top_error", Row::topError),
            new Column("waiting", row -> row.interval.unanswered().getTotalCount()),
            new Column("transaction_response_lower_bounds", row -> row.lowerBounds()),
            new Column("time", row -> TIME.format(row.interval.start())),
            new Column("transaction_response_p75_us", row -> row.whole(Timing.RESPONSE, 75)),
            new Column("transaction_response_p90_us", row -> row.whole(Timing.RESPONSE, 90)),
            new Column("transaction_response_p95_us", row -> row.whole(Timing.RESPONSE, 95)),
            new Column("transaction_service_p75_us", row -> row.whole(Timing.SERVICE, 75)),
            new Column("transaction_service_p90_us", row -> row.whole(Timing.SERVICE, 90)),
            new Column("transaction_service_p95_us", row -> row.whole(Timing.SERVICE, 95)),
            new Column("content_service_p75_us", row -> row.micros(Timing.SERVICE, Phase.CONTENT, 75)),
            new Column("content_service_p90_us", row -> row.micros(Timing.SERVICE, Phase.CONTENT, 90)),
            new Column("content_service_p95_us", row -> row.micros(Timing.SERVICE, Phase.CONTENT, 95)),
            new Column("replies_2xx", row -> row.replies(2)),
            new Column("replies_4xx", row -> row.replies(4)),
            new Column("replies_5xx", row -> row.replies(5)),
            new Column("no_reply", row -> row.replies(0)),
            new Column("codes", Row::codes));

    /** Where deliveries are followed. */
    private static final List<Column> OF_DELIVERIES = List.of(
            new Column("deliveries_expected", row -> row.tally.deliveries().count(DeliveryCounts.Count.EXPECTED)),
            new Column("deliveries_ended", row -> row.tally.deliveries().ended()),
            new Column("in_server", row -> row.inServer));

    private final List<Column> columns = new ArrayList<>(COLUMNS);
    /** Before the names of monitors, for these are the user's. */
    private static final String MONITOR = "monitor.";

    private final SequenceWriter rows;
    private final List<String> monitors = new ArrayList<>();
    private final OutputStream out;
    private final boolean owned;
    private long inServer; // of what was accepted and has not been delivered

    private CsvReport(OutputStream out, boolean owned) throws IOException {
        this.out = out;
        this.owned = owned;
        rows = new CsvMapper()
                .configure(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING, true) // Else all that is long is quoted.
                .writer(CsvSchema.emptySchema())
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValues(out);
    }

    /** Writes to {@code file}, which is emptied. */
    public static CsvReport to(Path file) throws IOException {
        return new CsvReport(ReportFile.open(file), true);
    }

    /** Writes to {@code out}. Borrowed: it is flushed and stays open. */
    public static CsvReport to(OutputStream out) throws IOException {
        return new CsvReport(out, false);
    }

    @Override
    public void started(RunInfo info) throws IOException {
        if (info.scenario().containsKey(RunResult.DELIVERIES)) {
            columns.addAll(OF_DELIVERIES);
        }
        List<String> header = new ArrayList<>();
        for (Column column : columns) {
            header.add(column.name());
        }
        for (RunInfo.Monitor monitor : info.monitors()) {
            monitors.add(monitor.name());
            header.add(MONITOR + monitor.name());
        }
        rows.write(header);
        rows.flush();
    }

    @Override
    public void interval(Interval interval) throws IOException {
        inServer += interval.warmup().deliveries().inServer()
                + interval.measured().deliveries().inServer();
        Row warmup = new Row(interval, Stage.WARMUP, interval.warmup(), inServer);
        if (interval.stage() == Stage.WARMUP) {
            write(warmup);
            writeIfAny(new Row(interval, Stage.MEASURE, interval.measured(), inServer));
        } else {
            write(new Row(interval, interval.stage(), interval.measured(), inServer));
            writeIfAny(warmup);
        }
        rows.flush();
    }

    private void writeIfAny(Row row) throws IOException {
        if (row.tally.arrivals() > 0
                || row.tally.outcomes().total() > 0
                || !row.tally.deliveries().isEmpty()) {
            write(row);
        }
    }

    private void write(Row row) throws IOException {
        List<Object> cells = new ArrayList<>();
        for (Column column : columns) {
            Object cell = column.cell.apply(row);
            cells.add(cell == null ? "" : cell); // A null would take its column away, and move the others.
        }
        for (String monitor : monitors) {
            Double value =
                    row.isSecond() ? null : row.interval.beside().values().get(monitor);
            cells.add(value == null || value.isNaN() ? "" : Decimal.ofAnySize(value));
        }
        rows.write(cells);
    }

    /** Whatever stage it was due in; null in the second row of an interval. */
    private static @Nullable BigDecimal acceptedPerSecond(Row row) {
        Interval interval = row.interval;
        if (row.isSecond()) {
            return null;
        }
        long came = interval.warmup().count(Outcome.Kind.ACCEPTED)
                + interval.measured().count(Outcome.Kind.ACCEPTED);
        return Decimal.of(interval.seconds() > 0 ? came / interval.seconds() : 0);
    }

    private static @Nullable BigDecimal micros(@Nullable Histogram histogram, double percentile) {
        return histogram == null || histogram.getTotalCount() == 0
                ? null
                : Decimal.micros(histogram.getValueAtPercentile(percentile));
    }

    @Override
    public void ended(RunResult result) throws IOException {
        rows.close();
        if (owned) {
            out.close();
        }
    }
}
