package dev.mailrace.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A long run of Mailrace as a process, with its folder. */
final class Client {
    private static final String INTERVALS = "intervals.hlog";

    /** How a run may end: well, not as asked because a server was away, or spoiled by a busy machine; not by an error of its own. */
    private static final List<Integer> CODES = List.of(0, 3, 97);

    private final String name;
    private final Path folder;
    private final Path log;
    private final Process process;

    Client(String name, Path launcher, Path work, Load load, long seconds, int secondsMax) throws IOException {
        this.name = name;
        folder = work.resolve(name);
        log = work.resolve(name + ".log");
        Path scenario = work.resolve(name + ".yaml");
        Files.writeString(scenario, load.scenario(seconds));
        process = SinkProcess.process(
                List.of(launcher.toString(), "run", "-s", scenario.toString(), "--results", folder.toString()),
                log,
                secondsMax);
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    Watched watched() throws IOException {
        return new Watched(name, SinkProcess.jvm(process), List.of(log, folder.resolve(INTERVALS)));
    }

    /** Empty when it ended as it may. */
    String complaint() throws IOException {
        int code = process.exitValue();
        return CODES.contains(code)
                ? ""
                : name + " ended with " + code + ": " + Files.readString(log).strip();
    }

    Books books() throws IOException {
        return Books.of(folder);
    }

    long size(String file) throws IOException {
        return Files.size(folder.resolve(file));
    }

    long logSize() throws IOException {
        return Files.size(log);
    }
}
