package dev.mailrace.html;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.EndReport;
import dev.mailrace.runfile.RunDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code report.html}: the run as a page, when it has ended, beside what it is compared with. Owned by the collector's thread. */
public final class HtmlReport implements RunObserver {
    private static final String NAME = "run";

    private final RunOnPage page;
    private final EndReport end;

    private HtmlReport(RunOnPage page, EndReport end) {
        this.page = page;
        this.end = end;
    }

    /** As {@link #to(Path, RunOnPage.Beside)}, beside nothing. */
    public static HtmlReport to(Path file) throws IOException {
        return to(file, RunOnPage.Beside.NOTHING);
    }

    /** Writes to {@code file}; a path that cannot be written is refused now. */
    public static HtmlReport to(Path file, RunOnPage.Beside beside) throws IOException {
        RunOnPage page = new RunOnPage(NAME, beside);
        return new HtmlReport(page, EndReport.to(file, form(page)));
    }

    /** Writes to a file of a run's folder: a run that is killed leaves none. */
    public static HtmlReport inFolder(Path file, RunOnPage.Beside beside) {
        RunOnPage page = new RunOnPage(NAME, beside);
        return new HtmlReport(
                page,
                EndReport.atLast(
                        file, (result, out) -> out.write(RunPage.inFolder(page.run(RunDocument.of(result), result)))));
    }

    /** Writes to {@code out}. Borrowed: it is flushed and stays open. */
    public static HtmlReport to(OutputStream out, RunOnPage.Beside beside) {
        RunOnPage page = new RunOnPage(NAME, beside);
        return new HtmlReport(page, EndReport.to(out, form(page)));
    }

    private static EndReport.Form form(RunOnPage page) {
        return (result, out) -> out.write(RunPage.of(List.of(page.run(RunDocument.of(result), result))));
    }

    @Override
    public void interval(Interval interval) {
        page.interval(interval);
    }

    @Override
    public void ended(RunResult result) throws IOException {
        end.ended(result);
    }
}
