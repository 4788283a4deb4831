package dev.mailrace.experiment;

import dev.mailrace.words.Redacted;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What a result depends on besides the server. */
public final class Environment {
    private static final Path EPHEMERAL_PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int EPHEMERAL_PORTS_BY_RFC = 65_535 - 49_152 + 1; // RFC 6335 §6

    private Environment() {}

    /** Names and plain values, in a fixed order; nothing that names the machine's owner or place. */
    public static Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        fields.put("cpu", cpuModel());
        fields.put("cores", system.getAvailableProcessors());
        fields.put("memory_bytes", system.getTotalMemorySize());
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
