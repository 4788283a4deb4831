package dev.mailrace.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes below one that a script started, and what they take together. */
final class ProcessTree {
    private final ProcessHandle root;

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** JVMs, without what started them. */
    private List<ProcessHandle> processes() {
        return root.descendants()
                .filter(process -> process.info()
                        .command()
                        .map(name -> name.endsWith("java"))
                        .orElse(false))
                .toList();
    }

    int count() {
        return processes().size();
    }

    /** User and system time of those that are there now. */
    double cpuSeconds() {
        return processes().stream()
                        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toNanos)
                        .sum()
                / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /**
     * Their resident memory, of which each shared page counts once: the sum of their proportional set sizes. It takes some
     * milliseconds a process.
     */
    long memoryBytes() throws IOException {
        long bytes = 0;
        for (ProcessHandle process : processes()) {
            Path file = Path.of("/proc", String.valueOf(process.pid()), "smaps_rollup");
            bytes += KernelMemory.kibibytes(Files.readAllLines(file), "Pss:") << 10;
        }
        return bytes;
    }
}
