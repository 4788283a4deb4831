package dev.mailrace.bench.soak;

import dev.mailrace.bench.processes.Command;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mailrace's sink as a process of its own, which says at its end how much it accepted. */
final class SinkProcess {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TOTALS = Pattern.compile("sink: ([\\d,]+) messages? accepted");
    private static final int START_SECONDS_MAX = 60;
    private static final int END_SECONDS_MAX = 60;
    private static final int LOOK_MILLIS = 50;

    private final Process process;
    private final Path log;
    private final int port;

    private SinkProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param port 0 for any free one
     * @param secondsMax after which it is ended, whatever happens
     */
    static SinkProcess start(Path launcher, Path log, int port, int secondsMax, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "sink", "--port", String.valueOf(port)));
        command.addAll(options);
        Process process = process(command, log, secondsMax);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        Matcher listening = LISTENING.matcher("");
        while (!listening.find()) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                process.toHandle().destroy();
                throw new IOException(
                        "a sink did not start: " + Files.readString(log).strip());
            }
            listening.reset(Files.readString(log));
        }
        return new SinkProcess(process, log, Integer.parseInt(listening.group(1)));
    }

    /** Starts a program that writes all it says to {@code log}, and lives {@code secondsMax} at most. */
    static Process process(List<String> command, Path log, int secondsMax) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Command.bounded(secondsMax, command));
        builder.environment().put("MAILRACE_JAVA_OPTIONS", Probe.JVM_OPTION);
        builder.environment().put("MAILRACE_AUTH_PASSWORD", "pass");
        return builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
    }

    /** Under {@code timeout}, of which the launcher is the child, and becomes the JVM under the same id. */
    static long jvm(Process process) throws IOException {
        return process.toHandle()
                .children()
                .findFirst()
                .orElseThrow(() -> new IOException("the process has ended"))
                .pid();
    }

    Process process() {
        return process;
    }

    Path log() {
        return log;
    }

    int port() {
        return port;
    }

    /** Ends it, if it still runs. */
    void end() {
        process.toHandle().destroy();
    }

    /** Ends it, and returns how many messages it accepted. */
    long stop() throws IOException, InterruptedException {
        // Itself, because timeout would give it 5 s, which a busy machine may take.
        process.toHandle().children().forEach(ProcessHandle::destroy);
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            throw new IOException("a sink did not end when asked to: " + log);
        }
        String said = Files.readString(log);
        Matcher totals = TOTALS.matcher(said);
        if (!totals.find()) {
            throw new IOException("a sink ended without its totals: " + said.strip());
        }
        return Long.parseLong(totals.group(1).replace(",", ""));
    }
}
