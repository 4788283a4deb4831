package dev.mailrace.cli;

import dev.mailrace.cluster.Door;
import dev.mailrace.fault.Refusal;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what the processes of a run know each other. */
final class KeyOptions {
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

    /** What was typed as HOST:PORT. */
    static InetSocketAddress address(String option, String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon < 1 || port < 0 || port > 65_535) {
                throw new Refusal(option, text, "HOST:PORT");
            }
            return InetSocketAddress.createUnresolved(text.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw new Refusal(option, text, "HOST:PORT", e);
        }
    }
}
