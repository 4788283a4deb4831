package dev.mailrace.experiment;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.mailrace.metrics.ContainerLimits;
import dev.mailrace.words.Redacted;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a result depends on besides the server. */
public final class Environment {
    private static final Path EPHEMERAL_PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int EPHEMERAL_PORTS_BY_RFC = 65_535 - 49_152 + 1; // RFC 6335 §6

    /** What a JVM takes beside its heap and what it lends: classes, compiled code, stacks; measured in runs of 1,000 sessions. */
    private static final long JVM_BYTES = 112L << 20;

    private static final int HEAP_MIB_LEAST = 32;

    private Environment() {}

    /** Names and plain values, in a fixed order; nothing that names the machine's owner or place. */
    public static Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        fields.put("cpu", cpuModel());
        fields.put("cores", system.getAvailableProcessors());
        fields.put("memory_bytes", system.getTotalMemorySize());
        ContainerLimits limits = ContainerLimits.ofSelf();
        if (limits.memoryBytes() < Long.MAX_VALUE) {
            fields.put("memory_limit_bytes", limits.memoryBytes());
        }
        if (limits.processors() < Double.POSITIVE_INFINITY) {
            fields.put("cpu_quota_cores", limits.processors());
        }
        fields.put("os", system.getName() + " " + system.getVersion() + " " + system.getArch());
        fields.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        fields.put(
                "jvm_flags",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> !flag.startsWith("-XX:SharedArchiveFile=") && !flag.startsWith("-Xlog"))
                        .map(Redacted::argument)
                        .toList()); // Where files lie is this machine's business, and says nothing of speed.
        fields.put(
                "collectors",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .toList());
        fields.put("heap_bytes_max", Runtime.getRuntime().maxMemory());
        fields.put("direct_bytes_max", directBytesMax());
        fields.put("open_files_max", openFilesMax());
        fields.put("mailrace", version());
        return fields;
    }

    /** Mailrace's, of the jar, or of the sources where there is no jar. */
    public static String version() {
        String version = Environment.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // Not Linux: the report says so.
        }
    }

    /** What the JVM lends outside of its heap; as much as the heap, unless told otherwise. */
    static long directBytesMax() {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        String set = options == null
                ? "0"
                : options.getVMOption("MaxDirectMemorySize").getValue();
        return set.equals("0") ? Runtime.getRuntime().maxMemory() : Long.parseLong(set);
    }

    /**
     * What to say where heap and direct memory may grow beyond the limit of a container, which would kill the process amid a
     * run; null: they fit.
     */
    public static @Nullable String memoryWarning() {
        return memoryWarning(
                ContainerLimits.ofSelf().memoryBytes(), Runtime.getRuntime().maxMemory(), directBytesMax());
    }

    static @Nullable String memoryWarning(long limitBytes, long heapBytes, long directBytes) {
        if (limitBytes == Long.MAX_VALUE || heapBytes + directBytes + JVM_BYTES <= limitBytes) {
            return null;
        }
        long eachMiB = ((limitBytes - JVM_BYTES) / 2) >> 20;
        return String.format(
                Locale.ROOT,
                "memory: heap (up to %d MiB), direct memory (%d MiB) and the JVM itself may exceed this container's limit of %d "
                        + "MiB, and the system would kill the run (expected: %sa limit of %d MiB or more)",
                heapBytes >> 20,
                directBytes >> 20,
                limitBytes >> 20,
                eachMiB < HEAP_MIB_LEAST
                        ? ""
                        : String.format(Locale.ROOT, "-Xmx%dm -XX:MaxDirectMemorySize=%1$dm, or ", eachMiB),
                (heapBytes + directBytes + JVM_BYTES) >> 20);
    }

    /** Files that this process may have open at once; {@link Long#MAX_VALUE} where unknown. */
    public static long openFilesMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Ports that the system gives to the near ends of connections, for each pair of addresses. */
    public static int ephemeralPorts() {
        // In one read: the system gives a second one nothing, and readString begins with a byte.
        try (BufferedReader reader = Files.newBufferedReader(EPHEMERAL_PORTS)) {
            String[] ends = String.valueOf(reader.readLine()).strip().split("\\s+", 2);
            return Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return EPHEMERAL_PORTS_BY_RFC; // Not Linux.
        }
    }
}
