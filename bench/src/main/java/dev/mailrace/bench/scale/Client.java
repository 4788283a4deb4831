package dev.mailrace.bench.scale;

import dev.mailrace.bench.processes.Command;
import dev.mailrace.bench.processes.Complaints;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.MailraceRun;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Mailrace as a process that is looked at while it runs. */
final class Client {
    private static final int LOOK_MILLIS = 200;

    /** For the JVM's start, the drain and the report; with 19,000 sessions they take a while. */
    private static final int AROUND_SECONDS_MAX = 60;

    /** By how many sessions the warm-up grows by a second; a cold JVM connects some thousand a second. */
    private static final int SESSIONS_A_SECOND = 1_500;

    private static final String THINK = "10m";

    private final Path launcher;
    private final Cores cores;
    private final int warmupSeconds;
    private final int seconds;

    Client(Path launcher, Cores cores, int warmupSeconds, int seconds) {
        this.launcher = launcher;
        this.cores = cores;
        this.warmupSeconds = warmupSeconds;
        this.seconds = seconds;
    }

    /** Runs it once. */
    Observation run(int round, Load load, String address) throws IOException, InterruptedException {
        Path csv = Files.createTempFile("mailrace-scale", ".csv");
        Path json = Files.createTempFile("mailrace-scale", ".json");
        Complaints complaints = new Complaints("mailrace");
        try {
            int limit = warmupSeconds(load) + seconds + AROUND_SECONDS_MAX;
            Process process = new ProcessBuilder(
                            Command.bounded(limit, cores.client(command(load, address, csv, json))))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(complaints.file())
                    .start();
            Memory memory = watch(process, csv);
            MailraceRun run = MailraceRun.parse(Files.readString(json));
            return new Observation(
                    round,
                    load.sessions(),
                    load.idle(),
                    run.accepted(),
                    run.acceptedPerSecond(),
                    run.cpuSeconds(),
                    run.measuredSeconds(),
                    run.connectionsMax(),
                    Intervals.connectedSecond(Files.readAllLines(csv), load.sessions()),
                    memory.residentBytes(),
                    memory.peakBytes(),
                    run.verdict());
        } finally {
            complaints.show();
            Files.delete(csv);
            Files.delete(json);
        }
    }

    /** Many sessions take a while to connect before they warm anything. */
    private int warmupSeconds(Load load) {
        return warmupSeconds + load.sessions() / SESSIONS_A_SECOND;
    }

    private List<String> command(Load load, String address, Path csv, Path json) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "run", address));
        command.addAll(List.of("-c", String.valueOf(load.sessions()), "--pipelining", "transaction"));
        command.addAll(List.of("--warmup", warmupSeconds(load) + "s", "-d", seconds + "s", "--threads", "1"));
        command.addAll(List.of("--auth", "none", "--no-results", "-q", "-o", "json=" + json, "-o", "csv=" + csv));
        if (load.idle()) {
            command.addAll(List.of("--think", THINK));
        }
        return command;
    }

    /** The memory at the end of the measured stage: the last look before a line of the next stage stands in the report. */
    private Memory watch(Process process, Path csv) throws IOException, InterruptedException {
        Memory last = null;
        int measuredLines = 0;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) { // timeout ends it in the end.
            List<String> stages = stages(csv);
            int measured = (int) stages.stream().filter("measure"::equals).count();
            boolean over = measured >= seconds || stages.contains("drain");
            if (!over || last == null || measured != measuredLines) {
                Memory now = look(process);
                last = now == null ? last : now;
            }
            measuredLines = measured;
        }
        if (last == null) {
            throw new IOException("mailrace ended with " + process.exitValue() + " before it could be looked at");
        }
        return last;
    }

    private static List<String> stages(Path csv) throws IOException {
        return Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(cells -> cells.length > 1)
                .map(cells -> cells[1])
                .toList();
    }

    /** Null when there is nothing to look at, before the start or after the end. The launcher becomes the JVM, under its id. */
    private static @Nullable Memory look(Process process) {
        try {
            ProcessHandle client = process.toHandle().children().findFirst().orElse(null);
            return client == null ? null : Memory.of(client.pid());
        } catch (IOException e) {
            return null;
        }
    }
}
