package dev.mailrace.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.bench.processes.Command;
import dev.mailrace.bench.processes.Complaints;
import dev.mailrace.bench.processes.MailraceRun;
import dev.mailrace.bench.processes.MailraceSink;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A run of many processes against a sink of as many: mail at a fixed rate over sessions that are all logged in. */
final class ManyTrial {
    private static final int LOOK_MILLIS = 1_000;

    /** For the processes' start, the drain, the ends of all sessions and the report. */
    private static final int AROUND_SECONDS = 240;

    /** After the last session is open, before it is measured. */
    private static final int SETTLE_SECONDS = 15;

    /** Processes that have just started connect more slowly than asked: the measured stage is to find all of them open. */
    private static final double CONNECT_TIME_FACTOR = 1.3;

    /** Less than this left for all other programs, and the trial ends. */
    private static final long AVAILABLE_BYTES_MIN = 700L << 20;

    private final Path launcher;
    private final Path folder;
    private final Plan plan;

    /**
     * What each does.
     *
     * @param mailPerSecond over all sessions
     * @param connectsPerSecond at most
     * @param seconds measured
     */
    record Plan(int mailPerSecond, int connectsPerSecond, int seconds) {}

    ManyTrial(Path launcher, Path folder, Plan plan) {
        this.launcher = launcher;
        this.folder = folder;
        this.plan = plan;
    }

    private int warmupSeconds(ManyLoad load) {
        return (int) (CONNECT_TIME_FACTOR * load.sessions() / plan.connectsPerSecond) + SETTLE_SECONDS;
    }

    ManyObservation run(ManyLoad load) throws IOException, InterruptedException {
        KernelMemory before = KernelMemory.now();
        int limit = warmupSeconds(load) + plan.seconds + AROUND_SECONDS;
        Path csv = Files.createTempFile("mailrace-scale", ".csv");
        Path json = folder.resolve("run-" + load.sessions() + ".json");
        Complaints complaints = new Complaints("mailrace");
        try (MailraceSink sink = MailraceSink.startSeveral(launcher, load.processes(), limit + AROUND_SECONDS)) {
            Process process = new ProcessBuilder(Command.bounded(limit, command(load, sink.address(), csv, json)))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(complaints.file())
                    .start();
            ManyLooks looks =
                    new ManyLooks(new ProcessTree(process.toHandle()), new ProcessTree(sink.handle()), before);
            watch(process, csv, looks);
            String document = Files.readString(json);
            return observation(load, document, Files.readAllLines(csv), looks, sink.stop());
        } finally {
            complaints.show();
            Files.delete(csv);
        }
    }

    private List<String> command(ManyLoad load, String address, Path csv, Path json) {
        return List.of(
                "env",
                "MAILRACE_AUTH_PASSWORD=pass",
                launcher.toString(),
                "run",
                address,
                "--processes",
                String.valueOf(load.processes()),
                "--threads",
                "1",
                "-c",
                String.valueOf(load.sessions()),
                "--source-address",
                load.sources(),
                "--auth",
                "PLAIN",
                "--auth-user",
                "user",
                "--connect-rate",
                plan.connectsPerSecond + "/s",
                "-R",
                plan.mailPerSecond + "/s",
                "--warmup",
                warmupSeconds(load) + "s",
                "-d",
                plan.seconds + "s",
                "--no-results",
                "-q",
                "-o",
                "json=" + json,
                "-o",
                "csv=" + csv);
    }

    private void watch(Process process, Path csv, ManyLooks looks) throws IOException, InterruptedException {
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) { // timeout ends it in the end.
            long measured = Intervals.of(Files.readAllLines(csv), "measure");
            if (measured > 0 && measured < plan.seconds) {
                looks.look(measured >= plan.seconds / 2);
            }
            long available = KernelMemory.now().availableBytes();
            if (available < AVAILABLE_BYTES_MIN) {
                process.destroy();
                throw new IOException(String.format(
                        Locale.ROOT,
                        "ended when %,d sessions were open: only %,d MiB of memory were left",
                        Intervals.most(Files.readAllLines(csv), "connections"),
                        available >> 20));
            }
        }
    }

    private static ManyObservation observation(
            ManyLoad load, String document, List<String> csv, ManyLooks looks, long counted) throws IOException {
        MailraceRun run = MailraceRun.parse(document);
        JsonNode all = new ObjectMapper().readTree(document.substring(document.indexOf("{\n")));
        JsonNode response = all.at("/phases/transaction/response");
        ManyLooks.Held held = looks.held();
        return new ManyObservation(
                load.sessions(),
                load.processes(),
                run.connectionsMax(),
                run.acceptedInAll(),
                counted,
                all.path("books_balanced").asBoolean(),
                run.acceptedPerSecond(),
                Intervals.connectedSecond(csv, load.sessions()),
                held.runBytes(),
                held.sinkBytes(),
                held.kernelBytes(),
                held.machineBytes(),
                looks.runMicrosPerMessage(run.acceptedPerSecond()),
                looks.sinkMicrosPerMessage(run.acceptedPerSecond()),
                response.path("p50_us").asDouble() / 1e3,
                response.path("p99_us").asDouble() / 1e3,
                run.verdict());
    }
}
