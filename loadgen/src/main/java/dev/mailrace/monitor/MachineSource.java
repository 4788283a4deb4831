package dev.mailrace.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This machine, by the kernel: busy processors in percent of all, memory that is not available, and the load average of the last
 * minute. See proc(5).
 */
final class MachineSource implements Source {
    static final String CPU = ".cpu";
    static final String MEMORY = ".memory";
    static final String LOAD = ".load";

    /** Times of all processors: user, nice, system, idle, waiting for a disk, interrupts, stolen; guests' are in the first. */
    private static final Pattern TIMES = Pattern.compile("^cpu +([0-9]{1,18}(?: [0-9]{1,18}){7})");

    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int BYTES_PER_KIB = 1_024;

    private final Path folder;
    private double busyBefore;
    private double allBefore; // 0 before the first reading.

    /** @param folder {@code /proc} */
    MachineSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<String, Double> read() throws IOException {
        Map<String, Double> values = new HashMap<>();
        Matcher times = TIMES.matcher(Files.readString(folder.resolve("stat")));
        if (!times.find()) {
            throw new MonitorFailure("no times of processors in " + folder);
        }
        double all = 0;
        double busy = 0;
        String[] fields = times.group(1).split(" ", -1);
        for (int i = 0; i < fields.length; i++) {
            double ticks = Double.parseDouble(fields[i]);
            all += ticks;
            busy += i == IDLE || i == WAITING ? 0 : ticks;
        }
        if (allBefore > 0 && all > allBefore) {
            values.put(CPU, 100 * Math.max(0, busy - busyBefore) / (all - allBefore));
        }
        busyBefore = busy;
        allBefore = all;
        String memory = Files.readString(folder.resolve("meminfo"));
        values.put(MEMORY, bytes(memory, "MemTotal") - bytes(memory, "MemAvailable"));
        values.put(LOAD, FirstNumber.of(Files.readString(folder.resolve("loadavg")), "loadavg"));
        return values;
    }

    private static double bytes(String memory, String name) throws MonitorFailure {
        Matcher kibibytes =
                Pattern.compile("(?m)^" + name + ": +([0-9]{1,15}) kB$").matcher(memory);
        if (!kibibytes.find()) {
            throw new MonitorFailure("no " + name + " in meminfo");
        }
        return BYTES_PER_KIB * Double.parseDouble(kibibytes.group(1));
    }

    @Override
    public boolean mayWait() {
        return false;
    }
}
