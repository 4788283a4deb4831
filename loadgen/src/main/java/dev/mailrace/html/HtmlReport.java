package dev.mailrace.html;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.EndReport;
import dev.mailrace.report.RunDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code report.html}: the run as a page, when it has ended. Owned by the collector's thread. */
public final class HtmlReport implements RunObserver {
    private final RunOnPage page = new RunOnPage("run");
    private final EndReport end;

    private HtmlReport(Destination destination) throws IOException {
        end = destination.open(this::write);
    }

    /** Where the page goes. */
    private interface Destination {
        EndReport open(EndReport.Form form) throws IOException;
    }

    /** Writes to {@code file}; a path that cannot be written is told now. */
    public static HtmlReport to(Path file) throws IOException {
        return new HtmlReport(form -> EndReport.to(file, form));
    }

    /** Writes to a file of a run's folder: a run that is killed leaves none. */
    public static HtmlReport inFolder(Path file) throws IOException {
        return new HtmlReport(form -> EndReport.atLast(file, form));
    }

    /** Writes to {@code out}. Borrowed: it is flushed and stays open. */
    public static HtmlReport to(OutputStream out) throws IOException {
        return new HtmlReport(form -> EndReport.to(out, form));
    }

    @Override
    public void interval(Interval interval) {
        page.interval(interval);
    }

    @Override
    public void ended(RunResult result) throws IOException {
        end.ended(result);
    }

    private void write(RunResult result, OutputStream out) throws IOException {
        out.write(RunPage.of(List.of(page.run(RunDocument.of(result), result))));
    }
}
