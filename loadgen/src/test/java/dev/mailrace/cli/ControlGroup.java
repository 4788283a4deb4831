package dev.mailrace.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A control group below this process's own, with limits for a process that is started into it; of version 1. */
final class ControlGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Path folder;

    private ControlGroup(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where none can be made: that takes root, and a group of version 2 that has processes can have no others. */
    static ControlGroup make(String controller) throws IOException {
        Path own = own(controller);
        assumeThat(own != null && Files.isWritable(own))
                .as("a control group of version 1 with '%s' that can be written", controller)
                .isTrue();
        if (own == null) {
            throw new IllegalStateException("skipped above");
        }
        try {
            return new ControlGroup(Files.createDirectory(own.resolve("mailrace-test-" + UUID.randomUUID())));
        } catch (IOException e) {
            assumeThat(false).as("a control group can be made: %s", e).isTrue();
            throw e;
        }
    }

    private static @Nullable Path own(String controller) throws IOException {
        Path self = Path.of("/proc/self/cgroup");
        if (!Files.isReadable(self)) {
            return null;
        }
        for (String line : Files.readAllLines(self)) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
                return ROOT.resolve(parts[1]).resolve(parts[2].substring(1)).normalize();
            }
        }
        return null;
    }

    ControlGroup with(String file, long value) throws IOException {
        Files.writeString(folder.resolve(file), Long.toString(value));
        return this;
    }

    /** A command of the shell by which it joins. */
    String join() {
        return "echo $$ > " + folder.resolve("cgroup.procs");
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /** When its processes have ended. */
    @Override
    public void close() throws IOException {
        Files.delete(folder);
    }
}
