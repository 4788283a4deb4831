package dev.mailrace.cli;

import dev.mailrace.meters.Meters;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.words.Redacted;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Meters during the runs of a command. */
final class Metering implements AutoCloseable {
    /** What they are called when something is said of them. */
    static final String NAME = "meters";

    /** No meters were asked for. */
    static final Metering NONE = new Metering(null, null);

    private final @Nullable Meters meters;
    private final @Nullable URI receiver;
    private boolean closed;

    Metering(@Nullable Meters meters, @Nullable URI receiver) {
        this.meters = meters;
        this.receiver = receiver;
    }

    /** What must watch each run. */
    List<RunObserver> observers() {
        return meters == null ? List.of() : List.of(meters);
    }

    /** Pushes the last values; a failure is reported and has no other effect. */
    @Override
    public void close() {
        if (meters == null || closed) {
            return;
        }
        closed = true;
        meters.close();
        String failure = meters.pushFailure();
        if (failure != null) {
            PrintStream err = System.err;
            err.println("mailrace: otlp: " + Redacted.url(String.valueOf(receiver)) + " did not take the last meters: "
                    + Main.oneLine(failure)
                    + " (expected: a receiver of OTLP over HTTP; the run is not affected)");
        }
    }
}
