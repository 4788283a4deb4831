package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Command;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * postal, which sends until it is stopped and prints what it did once a minute: the server counts for it.
 *
 * <p>It has a thread a connection and waits 40 ms for a delayed acknowledgement with each message, so that it never
 * comes near the server's limit; its CPU a message can be told all the same.
 */
final class Postal implements Generator {
    /** postal draws how many messages a connection carries, up to this. */
    private static final String KEPT_MESSAGES_MAX = "1000000";

    private static final String NO_RATE_LIMIT = "1000000";

    private final Cores cores;
    private final int seconds;

    Postal(Cores cores, int seconds) {
        this.cores = cores;
        this.seconds = seconds;
    }

    @Override
    public Sample measure(Cell cell, Target target) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mailrace-postal");
        Path users = folder.resolve("users.txt");
        try {
            Files.writeString(users, "user00001@example.test\n");
            Command.Ended ended = Command.run(seconds, cores.client(command(cell, target.port(), users)));
            if (ended.code() != Command.TIME_IS_UP) {
                throw new IOException("postal ended with " + ended.code() + ": "
                        + ended.printed().strip());
            }
            return new Sample(0, ended.cpuSeconds(), ended.elapsedSeconds(), Sample.SERVER_COUNTS, 0, "");
        } finally {
            Files.deleteIfExists(folder.resolve("postal.log"));
            Files.deleteIfExists(users);
            Files.delete(folder);
        }
    }

    /**
     * @param users file of recipients; postal writes its log beside it
     */
    static List<String> command(Cell cell, int port, Path users) {
        String kibibytes = String.valueOf(Math.max(1, cell.bytes() / 1024));
        return List.of(
                "env",
                "-C",
                String.valueOf(users.toAbsolutePath().getParent()),
                "postal",
                "-m",
                kibibytes,
                "-M",
                kibibytes,
                "-t",
                String.valueOf(cell.connections()),
                "-c",
                cell.kept() ? KEPT_MESSAGES_MAX : "1",
                "-r",
                NO_RATE_LIMIT,
                "[127.0.0.1]" + port,
                users.toString());
    }
}
