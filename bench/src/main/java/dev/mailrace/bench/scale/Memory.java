package dev.mailrace.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process holds in memory, as Linux counts it.
 *
 * @param residentBytes now
 * @param peakBytes the most so far
 */
record Memory(long residentBytes, long peakBytes) {
    private static final long KIBIBYTE = 1024;

    static Memory of(long pid) throws IOException {
        return parse(Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")));
    }

    /** Reads the lines VmRSS and VmHWM of {@code /proc/<pid>/status}, which are in KiB. */
    static Memory parse(List<String> status) throws IOException {
        return new Memory(bytes(status, "VmRSS:"), bytes(status, "VmHWM:"));
    }

    private static long bytes(List<String> status, String name) throws IOException {
        for (String line : status) {
            if (line.startsWith(name)) {
                String[] words = line.substring(name.length()).strip().split("\\s+", -1);
                return Long.parseLong(words[0]) * KIBIBYTE;
            }
        }
        throw new IOException("no " + name + " (the process has ended)");
    }
}
