package dev.mailrace.options;

import dev.mailrace.experiment.Environment;
import dev.mailrace.experiment.Load;
import dev.mailrace.fault.Refusal;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.Connections;
import dev.mailrace.scenario.Units;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many connections, and how they are opened. */
public final class ConnectionOptions {
    /** An open loop's connection gets at most this many messages a second by default: 20 ms each. */
    private static final double RATE_PER_CONNECTION = 50;

    private static final int OPEN_LOOP_CONNECTIONS_MIN = 10;
    private static final int CONNECTIONS = 1_000; // of the embedded sink
    private static final int CONNECTIONS_NAMED = 10; // A server gets a thousand connections only on request.
    private static final int FILES_BESIDE = 200; // jars, loops, logs and the like

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            description = "Concurrent sessions (default: 10; with the embedded sink 1000, or with a rate one for each "
                    + "50/s, from 10 to 1000).")
    @Nullable
    public String connections;

    @Option(
            names = {"-m", "--messages-per-connection"},
            paramLabel = "N",
            description = "Messages per connection; then QUIT and a new connection (default: no limit).")
    @Nullable
    String messagesPerConnection;

    @Option(
            names = "--ramp",
            paramLabel = "TIME",
            description = "Time over which connections are opened. With a rate: time over which it grows from 0.")
    public String ramp = "0s";

    @Option(
            names = "--connect-rate",
            paramLabel = "RATE",
            description = "Limit on new connections per second, such as 500/s (default: none).")
    @Nullable
    String connectRate;

    @Mixin
    SourceOptions source = new SourceOptions();

    private int processes = 1; // that share the connections

    /** Each of so many processes opens its share of the connections. */
    void spreadOver(int many) {
        processes = many;
    }

    public Duration ramp() {
        return Units.duration("ramp", ramp);
    }

    /**
     * Checked against this machine's limits.
     *
     * @param targets that they lead to
     * @param embedded whether a server's ends are this process's too
     * @param named whether a target is named
     */
    public Connections connections(Load load, List<SocketAddress> targets, boolean embedded, boolean named) {
        Pacing pacing = load.pacing();
        AddressRange sources = source.sources(targets);
        int count = load.connections() > 0 ? load.connections() : count(pacing, load.stop(), named);
        checkFiles((count + processes - 1) / processes, embedded && processes == 1);
        if (targets.stream().anyMatch(InetSocketAddress.class::isInstance)) {
            checkPorts(count, sources);
        }
        return new Connections(
                count,
                messagesPerConnection == null
                        ? 0
                        : Units.count("messages-per-connection", messagesPerConnection, 1, Long.MAX_VALUE / 2),
                pacing instanceof Pacing.OpenLoop ? Duration.ZERO : ramp(),
                connectRate == null ? 0 : Units.ratePerSecond("connect-rate", connectRate),
                sources);
    }

    private int count(Pacing pacing, StopRule stop, boolean named) {
        long wanted;
        if (connections != null) {
            wanted = Units.count("connections", connections, 1, Connections.COUNT_MAX);
        } else if (named) {
            wanted = CONNECTIONS_NAMED;
        } else if (pacing instanceof Pacing.OpenLoop open) {
            double needed = Math.ceil(open.profile().ratePerSecondMax() / RATE_PER_CONNECTION);
            wanted = (long) Math.max(OPEN_LOOP_CONNECTIONS_MIN, Math.min(CONNECTIONS, needed));
        } else {
            wanted = CONNECTIONS;
        }
        return (int) (stop.messagesMax() == 0 ? wanted : Math.min(wanted, stop.messagesMax()));
    }

    private static void checkFiles(int count, boolean embedded) {
        long needed = embedded ? 2L * count : count;
        long available = Environment.openFilesMax() - FILES_BESIDE;
        if (needed > available) {
            throw new Refusal(
                    "connections",
                    count + " need " + needed + (embedded ? " files (both ends are in this process)" : " files")
                            + ", and this process may open " + available + " more",
                    "fewer connections, or a higher limit: ulimit -n");
        }
    }

    private static void checkPorts(int count, AddressRange sources) {
        long ports = (long) Environment.ephemeralPorts()
                * Math.max(1, sources.addresses().size());
        if (count > ports) {
            throw new Refusal(
                            "connections",
                            count + " need as many ports, and "
                                    + (sources.addresses().size() <= 1
                                            ? "one local address has "
                                            : sources.addresses().size() + " local addresses have ")
                                    + ports,
                            "more local addresses, --source-address, or a wider net.ipv4.ip_local_port_range")
                    .orOf("source-address");
        }
    }
}
