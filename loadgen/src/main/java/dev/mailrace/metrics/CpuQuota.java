package dev.mailrace.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a quota of processor time held this process's threads back: what the kernel says of its control group and of
 * those around it (Documentation/admin-guide/cgroup-v2.rst, scheduler/sched-bwc.rst). Immutable.
 *
 * <p>A container may see the names that its groups have outside and the folders that they have inside; so folders that are
 * not there are passed over, up to the root.
 */
final class CpuQuota {
    private static final Path SELF = Path.of("/proc/self/cgroup");
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final List<Path> stats;

    private CpuQuota(List<Path> stats) {
        this.stats = stats;
    }

    static CpuQuota ofSelf() {
        return of(SELF, ROOT);
    }

    /**
     * @param self names of the process's groups, as in {@code 4:cpu,cpuacct:/a/b} (version 1) or {@code 0::/a/b} (2)
     * @param root where groups are folders
     */
    static CpuQuota of(Path self, Path root) {
        List<Path> stats = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(self)) {
                String[] parts = line.split(":", 3);
                if (parts.length == 3 && parts[1].isEmpty()) {
                    addStats(root, parts[2], stats);
                } else if (parts.length == 3
                        && Arrays.asList(parts[1].split(",", -1)).contains("cpu")) {
                    addStats(root.resolve(parts[1]), parts[2], stats);
                }
            }
        } catch (IOException | RuntimeException e) {
            stats.clear(); // Not Linux, or one that hides it: then no quota is known.
        }
        return new CpuQuota(stats);
    }

    private static void addStats(Path root, String group, List<Path> stats) {
        Path own = root.resolve(group.substring(group.startsWith("/") ? 1 : 0)).normalize();
        for (@Nullable Path folder = own; folder != null && folder.startsWith(root); folder = folder.getParent()) {
            Path stat = folder.resolve("cpu.stat");
            if (Files.isReadable(stat)) {
                stats.add(stat);
            }
        }
    }

    /** For how long threads were held back so far, over all of them; 0 where unknown. */
    long throttledNanos() {
        long most = 0;
        for (Path stat : stats) {
            most = Math.max(most, throttledNanos(stat));
        }
        return most;
    }

    private static long throttledNanos(Path stat) {
        try {
            for (String line : Files.readAllLines(stat)) {
                if (line.startsWith("throttled_usec ")) {
                    return 1_000 * value(line);
                }
                if (line.startsWith("throttled_time ")) { // Version 1, in nanoseconds.
                    return value(line);
                }
            }
        } catch (IOException | RuntimeException e) {
            return 0; // Gone, or no such file.
        }
        return 0;
    }

    private static long value(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1).strip());
    }
}
