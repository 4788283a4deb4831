package dev.mailrace.bench.soak;

import dev.mailrace.bench.processes.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at one JVM from outside: its heap after a full collection and its native memory by jcmd, the rest by /proc. A look costs
 * a short JVM (0.3 s of CPU) and one full collection of the other.
 *
 * <p>Direct memory is the JVM's category "Other" of native memory tracking, because what Netty takes by Unsafe stands in no
 * MXBean.
 */
final class Probe {
    /** What the JVM has to be started with. */
    static final String JVM_OPTION = "-XX:NativeMemoryTracking=summary";

    private static final int LOOK_SECONDS_MAX = 20;
    private static final Pattern USED = Pattern.compile("(?:DefNew|Tenured)\\s+total \\d+K, used (\\d+)K");
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
    private static final long KIBIBYTE = 1024;

    private final Path jcmd;
    private final Path commands;

    /**
     * @param jcmd of the JDK that runs the JVMs
     * @param folder for a small file
     */
    Probe(Path jcmd, Path folder) throws IOException {
        this.jcmd = jcmd;
        commands = folder.resolve("jcmd");
        Files.write(commands, List.of("GC.run", "GC.heap_info", "VM.native_memory summary"));
    }

    /** Files are given in order: the log, then intervals.hlog; a file that is not there yet is not in the answer. */
    Map<Quantity, Double> look(long pid, List<Path> files) throws IOException, InterruptedException {
        Command.Ended ended =
                Command.run(LOOK_SECONDS_MAX, List.of(jcmd.toString(), String.valueOf(pid), "-f", commands.toString()));
        if (ended.code() != 0) {
            throw new IOException("jcmd: " + ended.printed().strip());
        }
        Path process = Path.of("/proc", String.valueOf(pid));
        Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
        values.putAll(memory(ended.printed()));
        values.putAll(status(Files.readString(process.resolve("status"))));
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            values.put(Quantity.DESCRIPTORS, (double) descriptors.count());
        }
        List<Quantity> sizes = List.of(Quantity.LOG, Quantity.INTERVALS);
        for (int i = 0; i < files.size(); i++) {
            if (Files.exists(files.get(i))) {
                values.put(sizes.get(i), (double) Files.size(files.get(i)));
            }
        }
        return values;
    }

    /** What jcmd printed. */
    static Map<Quantity, Double> memory(String printed) throws IOException {
        double heap = 0;
        int spaces = 0;
        Matcher used = USED.matcher(printed);
        while (used.find()) {
            heap += KIBIBYTE * Double.parseDouble(used.group(1));
            spaces++;
        }
        if (spaces != 2) {
            throw new IOException("jcmd: " + spaces + " spaces of the serial collector's heap (expected: 2)");
        }
        return Map.of(Quantity.HEAP, heap, Quantity.DIRECT, KIBIBYTE * found(OTHER, printed));
    }

    /** The lines of {@code /proc/<pid>/status}. */
    static Map<Quantity, Double> status(String status) throws IOException {
        return Map.of(Quantity.RESIDENT, KIBIBYTE * found(RESIDENT, status), Quantity.THREADS, found(THREADS, status));
    }

    private static double found(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in what was read of the process");
        }
        return Double.parseDouble(matcher.group(1));
    }
}
