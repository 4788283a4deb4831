package dev.mailrace.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of this machine, by the kernel: processor time in percent of one processor, as {@code top} has it, resident memory
 * and threads. See proc(5).
 */
final class ProcessSource implements Source {
    static final String CPU = ".cpu";
    static final String MEMORY = ".memory";
    static final String THREADS = ".threads";

    /** Of fields behind the name, which may hold blanks and brackets; the first of them is the third of the line. */
    private static final int USER_TIME = 14 - 3;

    private static final int SYSTEM_TIME = 15 - 3;
    private static final int START_TIME = 22 - 3;

    /** A tick of these times is a hundredth of a second wherever Java runs. */
    private static final double NANOS_PER_TICK = 1e7;

    private static final int BYTES_PER_KIB = 1_024;
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*([0-9]{1,15}) kB$");
    private static final Pattern THREAD_COUNT = Pattern.compile("(?m)^Threads:\\s*([0-9]{1,9})$");

    private final Path folder;
    private final String name;
    private String startTime = ""; // Empty before the first reading.
    private double ticksBefore;
    private long nanosBefore;

    /** @param folder of the process, as {@code /proc/1} */
    ProcessSource(Path folder) {
        this.folder = folder;
        name = "process " + folder.getFileName();
    }

    @Override
    public Map<String, Double> read() throws IOException {
        return read(System.nanoTime());
    }

    Map<String, Double> read(long nowNanos) throws IOException {
        String stat;
        String status;
        try {
            stat = Files.readString(folder.resolve("stat"));
            status = Files.readString(folder.resolve("status"));
        } catch (NoSuchFileException e) {
            throw new MonitorFailure(name + " has ended");
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" +", -1);
        if (fields.length <= START_TIME) {
            throw new MonitorFailure(name + " has no times");
        }
        if (!startTime.isEmpty() && !startTime.equals(fields[START_TIME])) {
            throw new MonitorFailure(name + " has ended, and another has its number");
        }
        double ticks = number(fields[USER_TIME]) + number(fields[SYSTEM_TIME]);
        Map<String, Double> values = new HashMap<>();
        if (!startTime.isEmpty() && nowNanos > nanosBefore) {
            values.put(CPU, 100 * (ticks - ticksBefore) * NANOS_PER_TICK / (nowNanos - nanosBefore));
        }
        startTime = fields[START_TIME];
        ticksBefore = ticks;
        nanosBefore = nowNanos;
        values.put(MEMORY, BYTES_PER_KIB * found(RESIDENT, status)); // A zombie has none.
        values.put(THREADS, found(THREAD_COUNT, status));
        return values;
    }

    private double number(String field) throws MonitorFailure {
        return FirstNumber.of(field, "the times of " + name);
    }

    private static double found(Pattern pattern, String status) {
        Matcher matcher = pattern.matcher(status);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    @Override
    public boolean mayWait() {
        return false;
    }
}
