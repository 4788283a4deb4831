package dev.mailrace.bench.processes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mailrace's own sink, which counts what it accepts and says so at its end. */
public final class MailraceSink implements Target {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TOTALS = Pattern.compile("sink: ([\\d,]+) messages? accepted");
    private static final int LIFE_SECONDS_MAX = 300;

    private final Process process;
    private final BufferedReader out;
    private final Complaints complaints;
    private final int port;

    private MailraceSink(Process process, BufferedReader out, Complaints complaints, int port) {
        this.process = process;
        this.out = out;
        this.complaints = complaints;
        this.port = port;
    }

    /**
     * Starts one on any free port.
     *
     * @param launcher scripts/mailrace
     */
    public static MailraceSink start(Path launcher, Cores cores) throws IOException {
        return start(cores.server(List.of(launcher.toString(), "sink", "--port", "0")), LIFE_SECONDS_MAX);
    }

    /** One that consists of several processes. */
    public static MailraceSink startSeveral(Path launcher, int processes, int lifeSecondsMax) throws IOException {
        return start(
                List.of(launcher.toString(), "sink", "--port", "0", "--processes", String.valueOf(processes)),
                lifeSecondsMax);
    }

    private static MailraceSink start(List<String> command, int lifeSecondsMax) throws IOException {
        Complaints complaints = new Complaints("sink");
        Process process = new ProcessBuilder(Command.bounded(lifeSecondsMax, command))
                .redirectError(complaints.file())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new MailraceSink(process, out, complaints, Integer.parseInt(found(LISTENING, out)));
    }

    /** What was started, whose descendants are the sink's processes. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long stop() throws IOException {
        process.toHandle().destroy(); // Process.destroy would close what is still to be read.
        return accepted(out);
    }

    /** The number in the sink's last words. */
    static long accepted(BufferedReader out) throws IOException {
        return Long.parseLong(found(TOTALS, out).replace(",", ""));
    }

    private static String found(Pattern pattern, BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("the sink ended without saying \"" + pattern + "\"");
    }

    @Override
    public void close() {
        Command.end(process);
        complaints.show();
    }
}
