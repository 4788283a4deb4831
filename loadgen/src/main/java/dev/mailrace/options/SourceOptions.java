package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.SessionKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where connections come from. */
public final class SourceOptions {
    @Option(
            names = "--source-address",
            paramLabel = "ADDRESSES",
            description =
                    "Source addresses, used round-robin: 127.0.0.2-127.0.0.9, or several with commas. Each has about "
                            + "28,000 ephemeral ports (default: the system's choice).")
    @Nullable
    String sourceAddress;

    /** Checked to be this machine's, and to lead to each of the targets. */
    public AddressRange sources(List<SocketAddress> targets) {
        if (sourceAddress == null) {
            return AddressRange.SYSTEM;
        }
        AddressRange sources = AddressRange.parse("source-address", sourceAddress);
        for (SocketAddress target : targets) {
            sources.addresses().forEach(source -> checkUsable(source, target));
        }
        return sources;
    }

    /** The same kind of session, with those of its server's addresses that these local ones can lead to. */
    public SessionKind reachable(SessionKind kind) {
        if (sourceAddress == null) {
            return kind;
        }
        AddressRange sources = AddressRange.parse("source-address", sourceAddress);
        List<SocketAddress> reachable = kind.addresses().stream()
                .filter(to -> sources.addresses().stream().allMatch(from -> leads(from, to)))
                .toList();
        return reachable.isEmpty() ? kind : kind.to(reachable); // With none, the check says why.
    }

    private static boolean leads(InetAddress source, SocketAddress to) {
        return to instanceof InetSocketAddress inet
                && source.getClass().equals(inet.getAddress().getClass());
    }

    private static void checkUsable(InetAddress source, SocketAddress to) {
        if (!(to instanceof InetSocketAddress inet)) {
            throw new Refusal("source-address", "given for " + to, "only over TCP");
        }
        InetAddress target = inet.getAddress();
        if (!source.getClass().equals(target.getClass())) {
            throw new Refusal(
                    "source-address",
                    source.getHostAddress() + " leads not to " + target.getHostAddress(),
                    "addresses of one kind, IPv4 or IPv6");
        }
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(source, 0));
        } catch (IOException e) {
            throw new Refusal(
                    "source-address",
                    source.getHostAddress() + ": " + SystemWords.of(e),
                    "addresses of this machine",
                    e);
        }
    }
}
