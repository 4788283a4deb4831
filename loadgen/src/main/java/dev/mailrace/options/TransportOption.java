package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How bytes reach the kernel. */
public final class TransportOption {
    @Option(
            names = "--transport",
            paramLabel = "NAME",
            completionCandidates = Words.Transports.class,
            description = "auto, io_uring, epoll or nio (default: ${DEFAULT-VALUE}).")
    public String transport = "auto";

    /** The transport asked for; falls back to the next that works, and says why. */
    public Transport transport(PrintWriter err) {
        if (transport.equalsIgnoreCase("auto")) {
            Transport best = Transport.best();
            if (best != Transport.IO_URING) {
                err.println("mailrace: transport " + best + ", for io_uring does not work here ("
                        + Transport.IO_URING.unavailability() + ")");
            }
            return best;
        }
        for (Transport known : Transport.values()) {
            if (known.toString().equals(transport.toLowerCase(Locale.ROOT))) {
                String unavailability = known.unavailability();
                if (unavailability == null) {
                    return known;
                }
                Transport other = Transport.best();
                err.println("mailrace: transport " + known + " does not work here (" + unavailability + "): using "
                        + other);
                return other;
            }
        }
        throw new Refusal("transport", transport, "auto, io_uring, epoll or nio");
    }
}
