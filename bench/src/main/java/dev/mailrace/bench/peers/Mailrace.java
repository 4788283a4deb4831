package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Command;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.MailraceRun;
import dev.mailrace.bench.processes.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mailrace itself: its measured stage counts, after a warm-up in the same process. */
final class Mailrace implements Generator {
    /** For the JVM's start, the drain and the report. */
    private static final int AROUND_SECONDS_MAX = 40;

    private final Path launcher;
    private final Cores cores;
    private final Effort effort;
    private final List<String> arguments;

    Mailrace(Path launcher, Cores cores, Effort effort, List<String> arguments) {
        this.launcher = launcher;
        this.cores = cores;
        this.effort = effort;
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public Sample measure(Cell cell, Target target) throws IOException, InterruptedException {
        int limit = effort.warmupSeconds() + effort.measuredSeconds() + AROUND_SECONDS_MAX;
        Command.Ended ended = Command.run(limit, cores.client(command(cell, target.address())));
        MailraceRun run = MailraceRun.parse(ended.printed());
        if (run.accepted() == 0) {
            throw new IOException("mailrace ended with " + ended.code() + " and nothing accepted");
        }
        return new Sample(
                run.accepted(),
                run.cpuSeconds(),
                run.measuredSeconds(),
                run.acceptedInAll(),
                run.inDoubt(),
                run.verdict());
    }

    List<String> command(Cell cell, String address) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "run", address));
        command.addAll(List.of("-c", String.valueOf(cell.connections()), "-l", String.valueOf(cell.bytes())));
        command.addAll(List.of("--warmup", effort.warmupSeconds() + "s", "-d", effort.measuredSeconds() + "s"));
        command.addAll(List.of("--auth", "none", "--threads", "1", "--no-results", "-q", "-o", "json=-"));
        command.addAll(arguments);
        if (!cell.kept()) {
            command.addAll(List.of("-m", "1"));
        }
        return List.copyOf(command);
    }
}
