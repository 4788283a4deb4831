package dev.mailrace.monitor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first number that a command prints. It must end with 0, or with 1 where it printed one: so do {@code grep -c} and {@code
 * pgrep -c} that count nothing. Its errors are thrown away.
 */
final class CommandSource implements Source {
    private static final int FOUND_NOTHING = 1;

    private final List<String> command;
    private final ProcessTree tree = new ProcessTree();
    private @Nullable Process current; // Null between two readings.
    private boolean over; // Nothing may be started any more.

    CommandSource(List<String> command) {
        this.command = List.copyOf(command);
    }

    @Override
    public Map<String, Double> read() throws IOException, InterruptedException {
        Process process = start();
        try {
            String output = output(process);
            int exit = process.waitFor();
            if (exit != 0 && exit != FOUND_NOTHING) {
                throw new MonitorFailure("it ended with " + exit);
            }
            try {
                return Map.of("", FirstNumber.of(output, "its output"));
            } catch (MonitorFailure e) {
                throw exit == 0 ? e : new MonitorFailure("it ended with " + exit);
            }
        } finally {
            ended(process);
        }
    }

    private synchronized Process start() throws IOException {
        if (over) {
            throw new MonitorFailure("the run is over");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        tree.mark(builder);
        current = builder.start();
        return current;
    }

    /** What it printed first; the rest is read and thrown away, for a full pipe would stop it. */
    private static String output(Process process) throws IOException {
        try (InputStream out = process.getInputStream()) {
            byte[] first = out.readNBytes(FileSource.BYTES_MAX);
            out.transferTo(OutputStream.nullOutputStream());
            return new String(first, StandardCharsets.UTF_8);
        }
    }

    private synchronized void ended(Process process) {
        current = null;
        if (process.isAlive()) { // A failure, or an interrupt.
            ProcessTree.end(process);
        }
    }

    @Override
    public synchronized void abort() {
        if (current != null) {
            ProcessTree.end(current);
            tree.endMarked();
        }
    }

    /** What it has left behind ends as well. */
    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        abort();
        tree.endMarked();
    }
}
