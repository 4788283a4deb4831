package dev.mailrace.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A sink at one port that is ended and started again, over and over; owned by the thread that watches. */
final class RestartedSink {
    private final Path launcher;
    private final Path folder;
    private final List<String> options;
    private final int port;
    private final int lifeSecondsMax;
    private volatile SinkProcess current; // Also read when the watch is interrupted.
    private long accepted;
    private int restarts;

    RestartedSink(Path launcher, Path folder, int lifeSecondsMax, List<String> options)
            throws IOException, InterruptedException {
        this.launcher = launcher;
        this.folder = folder;
        this.options = options;
        this.lifeSecondsMax = lifeSecondsMax;
        current = start(0);
        port = current.port();
    }

    private SinkProcess start(int wanted) throws IOException, InterruptedException {
        return SinkProcess.start(
                launcher, folder.resolve("sink-" + restarts + ".log"), wanted, lifeSecondsMax, options);
    }

    int port() {
        return port;
    }

    int restarts() {
        return restarts;
    }

    void restart() throws IOException, InterruptedException {
        accepted += current.stop();
        Files.delete(current.log());
        restarts++;
        current = start(port);
    }

    /** Ends it, if it still runs. */
    void end() {
        current.end();
    }

    /** Ends it, and returns how many messages all of its lives accepted. */
    long stop() throws IOException, InterruptedException {
        accepted += current.stop();
        return accepted;
    }
}
