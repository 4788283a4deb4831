package dev.mailrace.cli;

import dev.mailrace.cluster.Door;
import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what the processes of a run know each other. */
final class KeyOptions {
    private static final int DISCARD_PORT = 9; // Nothing is sent there.

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificate by which agents and the run know each other, PEM.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM.")
    @Nullable
    Path key;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "CA certificate that the others' are verified by, PEM.")
    @Nullable
    Path authority;

    /** All, or none: then only this machine is listened to. */
    Door door(InetSocketAddress listen) {
        long given =
                Stream.of(certificate, key, authority).filter(Objects::nonNull).count();
        if (given == 0) {
            return new Door(listen, null);
        }
        if (given < 3) {
            throw new Refusal("tls-cert", "given without the others", "--tls-cert, --tls-key and --tls-ca")
                    .orOf("tls-key", "tls-ca");
        }
        return new Door(
                listen,
                new Door.Keys(
                        Objects.requireNonNull(certificate),
                        Objects.requireNonNull(key),
                        Objects.requireNonNull(authority)));
    }

    boolean isGiven() {
        return Stream.of(certificate, key, authority).anyMatch(Objects::nonNull);
    }

    /** What was typed as HOST:PORT; an address of IPv6 keeps its brackets. */
    static InetSocketAddress address(String option, String text) {
        Matcher matcher = MeterOptions.HOST_AND_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MeterOptions.PORT_MAX) {
            throw new Refusal(option, text, "HOST:PORT, such as load1.example:7355 or [::1]:7355");
        }
        return InetSocketAddress.createUnresolved(
                matcher.group(1) == null ? "127.0.0.1" : matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /** The same, of several. */
    static List<InetSocketAddress> addresses(String option, String text) {
        List<InetSocketAddress> addresses = Stream.of(text.split(",", -1))
                .map(each -> address(option, each))
                .toList();
        if (addresses.size() != new HashSet<>(addresses).size()) {
            throw new Refusal(option, text, "each agent once");
        }
        return addresses;
    }

    /** The address of this machine from which packets to another go, with any port. */
    static InetSocketAddress toward(InetSocketAddress other) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByName(other.getHostString()), DISCARD_PORT);
            String host = socket.getLocalAddress().getHostAddress();
            return InetSocketAddress.createUnresolved(host.contains(":") ? "[" + host + "]" : host, 0);
        } catch (IOException | UncheckedIOException e) {
            return InetSocketAddress.createUnresolved("127.0.0.1", 0); // It says later that nobody answers.
        }
    }
}
