package dev.mailrace.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the control groups of this process allow it: the limits of a container, or of a service. The least of those around it
 * counts.
 *
 * @param memoryBytes {@link Long#MAX_VALUE} where there is no limit
 * @param processors of the quota of processor time, as 0.5; infinite where there is none
 * @param tasks processes and threads; {@link Long#MAX_VALUE} where there is no limit
 */
public record ContainerLimits(long memoryBytes, double processors, long tasks) {
    /** Version 1 writes the largest number of pages where there is no limit. */
    private static final long NO_LIMIT_BYTES = 1L << 60;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    public static ContainerLimits ofSelf() {
        return of(ControlGroups.OWN);
    }

    static ContainerLimits of(ControlGroups groups) {
        long memory = Math.min(least(groups, "memory", "memory.max"), least(groups, "memory", "memory.limit_in_bytes"));
        double processors = Double.POSITIVE_INFINITY;
        for (Path file : groups.files("cpu", "cpu.max")) {
            processors = Math.min(processors, quota(text(file)));
        }
        for (Path file : groups.files("cpu", "cpu.cfs_quota_us")) {
            processors = Math.min(processors, quota(text(file) + " " + text(file.resolveSibling("cpu.cfs_period_us"))));
        }
        return new ContainerLimits(
                memory >= NO_LIMIT_BYTES ? Long.MAX_VALUE : memory, processors, least(groups, "pids", "pids.max"));
    }

    private static long least(ControlGroups groups, String controller, String name) {
        long least = Long.MAX_VALUE;
        for (Path file : groups.files(controller, name)) {
            String text = text(file); // Or "max".
            if (NUMBER.matcher(text).matches()) {
                least = Math.min(least, Long.parseLong(text));
            }
        }
        return least;
    }

    /** @param text time and period in microseconds, as {@code 50000 100000}; {@code max} or -1 for the time: no quota */
    private static double quota(String text) {
        String[] parts = text.split(" ", 2);
        try {
            double time = Double.parseDouble(parts[0]);
            double period = Double.parseDouble(parts.length == 2 ? parts[1] : "");
            return time > 0 && period > 0 ? time / period : Double.POSITIVE_INFINITY;
        } catch (NumberFormatException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // Gone.
        }
    }
}
