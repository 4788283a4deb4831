package dev.mailrace.runfile;

import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.KindTally;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code intervals.hlog}: each interval's histograms in HdrHistogram's log format, which many tools read.
 *
 * <p>A line's tag is {@link Timing#tag} for the measured stage, and {@code warmup.} before it for the warm-up; {@code
 * slip}, {@code backlog_wait}, {@code loop_lag} and {@code waiting}, the ages of what was due and had no answer, stand beside them, {@code kind_0.response} where sessions are of several
 * kinds. A comment after each interval holds its counts, see {@link IntervalLine}. Values are nanoseconds, the maximum is shown in milliseconds, and times
 * are seconds from the start of the run. An interval is written in one piece: a killed run loses the last one at most.
 * Owned by the collector's thread.
 */
public final class HlogReport implements RunObserver {
    /** The version of the tags; the log format has its own. */
    static final int FORMAT = 2;

    private static final double NANOS_PER_MILLI = 1e6;

    private final OutputStream out;
    private final boolean owned;
    // HistogramLogWriter prints, and a PrintStream keeps faults to itself; so it prints here.
    private final ByteArrayOutputStream page = new ByteArrayOutputStream();
    private final PrintStream printer = new PrintStream(page, false, StandardCharsets.UTF_8);
    private final HistogramLogWriter log = new HistogramLogWriter(printer);
    private boolean begun; // the lines before the first interval are written

    private HlogReport(OutputStream out, boolean owned) {
        this.out = out;
        this.owned = owned;
    }

    /** Writes to {@code file}, which is emptied. */
    public static HlogReport to(Path file) throws IOException {
        return new HlogReport(ReportFile.open(file), true);
    }

    /** Writes to {@code out}. Borrowed: it is flushed and stays open. */
    public static HlogReport to(OutputStream out) {
        return new HlogReport(out, false);
    }

    @Override
    public void started(RunInfo info) throws IOException {
        log.outputComment("[mailrace " + info.version() + ", run " + info.runId() + ", format " + FORMAT + "]");
        log.outputLogFormatVersion();
        writePage();
    }

    /** When the load began is known to the millisecond with the first interval: outputs are opened before it. */
    private void begin(Instant start) {
        if (!begun) {
            begun = true;
            log.outputBaseTime(start.toEpochMilli());
            log.outputStartTime(start.toEpochMilli());
            log.outputLegend();
        }
    }

    @Override
    public void interval(Interval interval) throws IOException {
        begin(interval.start().minusNanos(interval.startNanos()));
        write(interval, interval.measured(), "");
        write(interval, interval.warmup(), IntervalLine.WARMUP);
        String prefix = IntervalLine.prefix(interval.stage());
        write(interval, interval.slip(), prefix + IntervalLine.SLIP);
        write(interval, interval.backlogWait(), prefix + IntervalLine.BACKLOG_WAIT);
        write(interval, interval.loopLag(), prefix + IntervalLine.LOOP_LAG);
        write(interval, interval.unanswered(), prefix + IntervalLine.WAITING);
        log.outputComment(IntervalLine.of(interval));
        writePage();
    }

    private void write(Interval interval, Tally tally, String prefix) {
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                write(interval, tally.histogram(timing, phase), prefix + timing.tag(phase));
            }
        }
        for (int number = 0; number < tally.kinds().size(); number++) {
            KindTally kind = tally.kinds().get(number);
            write(interval, kind.response(), prefix + IntervalLine.kindTag(number));
            for (Phase phase : Phase.values()) {
                write(interval, kind.service(phase), prefix + IntervalLine.kindTag(number, phase));
            }
        }
    }

    private void write(Interval interval, @Nullable Histogram histogram, String tag) {
        if (histogram == null || histogram.getTotalCount() == 0) {
            return;
        }
        Histogram tagged = histogram.copy(); // The interval's own is borrowed.
        tagged.setTag(tag);
        log.outputIntervalHistogram(interval.startNanos() / 1e9, interval.endNanos() / 1e9, tagged, NANOS_PER_MILLI);
    }

    private void writePage() throws IOException {
        printer.flush();
        page.writeTo(out);
        page.reset();
        out.flush();
    }

    @Override
    public void ended(RunResult result) throws IOException {
        begin(result.info().start());
        RunVerdict judged = RunVerdict.of(result);
        for (Slo.Verdict verdict : judged.thresholds()) {
            log.outputComment("[threshold " + verdict.slo() + ": "
                    + Human.words(verdict.decision().label()) + ", " + verdict.valueText() + "]");
        }
        if (judged.word() != RunVerdict.Word.NONE) {
            log.outputComment("[verdict: " + Human.words(judged.word().label()) + "]");
        }
        log.outputComment("[ended: " + result.ending().name().toLowerCase(Locale.ROOT) + "]");
        writePage();
        if (owned) {
            out.close();
        }
    }
}
