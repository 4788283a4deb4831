package dev.mailrace.report;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;

/**
 * HdrHistogram's percentile distribution, which its plotters read: milliseconds of what the run was about, transactions or
 * else sessions, by response times where it has them.
 */
public final class Hgrm {
    private static final int STEPS_PER_HALF_DISTANCE = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private Hgrm() {}

    /** Writes to {@code out}, which is borrowed and flushed; a run that timed nothing gives an empty distribution. */
    public static void write(RunResult result, OutputStream out) throws IOException {
        RunResult.Whole whole = result.whole();
        Histogram times = whole == null ? Tally.histogram() : whole.times();
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(page, false, StandardCharsets.UTF_8);
        printer.println("#[mailrace " + result.info().version() + ", run "
                + result.info().runId() + ", "
                + (whole == null ? "nothing timed" : whole.timing().tag(whole.phase()) + ", milliseconds")
                + "]");
        if (whole != null && whole.bounds().any()) {
            printer.println("#[the last " + whole.bounds().count()
                    + " values are lower bounds: ages of what had no answer when the run ended]");
        }
        times.outputPercentileDistribution(printer, STEPS_PER_HALF_DISTANCE, NANOS_PER_MILLI);
        printer.flush();
        page.writeTo(out);
        out.flush();
    }
}
