package dev.mailrace.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How long a quota of processor time held this process's threads back: what the kernel says of its control group and of
 * those around it (Documentation/admin-guide/cgroup-v2.rst, scheduler/sched-bwc.rst). Immutable.
 */
final class CpuQuota {
    private final List<Path> stats;

    private CpuQuota(List<Path> stats) {
        this.stats = stats;
    }

    static CpuQuota ofSelf() {
        return of(ControlGroups.OWN);
    }

    static CpuQuota of(ControlGroups groups) {
        return new CpuQuota(groups.files("cpu", "cpu.stat"));
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
