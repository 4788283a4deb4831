package dev.mailrace.cluster;

import dev.mailrace.experiment.Environment;
import dev.mailrace.net.Transport;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What an agent says of the machine that it is on. Thread-safe. */
final class Machine {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Machine() {}

    static AgentFacts facts() {
        return new AgentFacts(
                Environment.version(),
                host(),
                ProcessHandle.current().pid(),
                SYSTEM.getAvailableProcessors(),
                SYSTEM.getTotalMemorySize(),
                Environment.openFilesMax(),
                Environment.ephemeralPorts(),
                Transport.best().toString(),
                System.getProperty("java.runtime.version"));
    }

    static AgentState state(boolean isLoading) {
        return new AgentState(isLoading, SYSTEM.getCpuLoad(), SYSTEM.getFreeMemorySize());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
