package dev.mailrace.report;

import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.ReportFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A report that is written when a run has ended, as a whole. Owned by the collector's thread. */
public final class EndReport implements RunObserver {
    /** What a run comes to in some format. */
    public interface Form {
        /** Writes to {@code out}, which is borrowed. */
        void write(RunResult result, OutputStream out) throws IOException;
    }

    private interface Destination {
        void write(byte[] bytes) throws IOException;
    }

    private final Form form;
    private final Destination destination;

    private EndReport(Form form, Destination destination) {
        this.form = form;
        this.destination = destination;
    }

    /** Writes to {@code file}, which is made empty now, so that a path that cannot be written is reported before the load. */
    public static EndReport to(Path file, Form form) throws IOException {
        ReportFile.check(file);
        if (ReportFile.keepsContent(file)) { // The reader of a pipe would take the first close for the end.
            ReportFile.open(file).close();
        }
        return new EndReport(form, bytes -> ReportFile.replace(file, bytes));
    }

    /** Writes to {@code file} when there is something to write, and not before: where it can be written is known. */
    public static EndReport atLast(Path file, Form form) {
        return new EndReport(form, bytes -> ReportFile.replace(file, bytes));
    }

    /** Writes to {@code out}. Borrowed: it is flushed and stays open. */
    public static EndReport to(OutputStream out, Form form) {
        return new EndReport(form, bytes -> {
            out.write(bytes);
            out.flush();
        });
    }

    @Override
    public void ended(RunResult result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        form.write(result, bytes);
        destination.write(bytes.toByteArray());
    }
}
