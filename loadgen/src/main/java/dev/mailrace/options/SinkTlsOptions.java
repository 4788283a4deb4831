package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.ClientCertificates;
import dev.mailrace.net.TlsIdentity;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.sink.SinkTls;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The sink's TLS. */
public final class SinkTlsOptions {
    @Option(
            names = "--tls",
            paramLabel = "MODE",
            description = "starttls: offered; required: mail is refused without it; implicit: from the first byte "
                    + "(default: none).")
    String mode = "none";

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM certificates, the sink's own first (default: a self-signed one for its host name, "
                    + "localhost, 127.0.0.1 and ::1).")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key, PEM.")
    @Nullable
    Path key;

    @Option(
            names = "--tls-client-certs",
            description =
                    "Asks for a client certificate and accepts any. AUTH EXTERNAL is offered to clients that sent "
                            + "one.")
    boolean clientCertificates;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Asks for a client certificate and accepts those that these CA certificates (PEM) signed.")
    @Nullable
    Path clientAuthorities;

    @Option(
            names = "--tls-provider",
            paramLabel = "NAME",
            description = "boringssl, jdk or bouncy-castle (default: boringssl where it works, else jdk).")
    @Nullable
    String provider;

    @Option(names = "--no-tls-resumption", description = "No session tickets: each connection needs a full handshake.")
    boolean noResumption;

    public SinkTls tls() {
        SinkTls.Mode when = Checked.named("tls", mode, SinkTls.Mode.values());
        if (when == SinkTls.Mode.NONE) {
            refuseUnused();
            return SinkTls.NONE;
        }
        return new SinkTls(
                when,
                provider == null ? TlsProvider.best() : Checked.named("tls-provider", provider, TlsProvider.values()),
                identity(),
                clients(),
                !noResumption);
    }

    private void refuseUnused() {
        boolean used = Stream.of(certificate, key, clientAuthorities, provider).anyMatch(given -> given != null)
                || clientCertificates
                || noResumption;
        if (used) {
            throw new Refusal("tls", "none", "starttls, required or implicit, as the other options of TLS are given");
        }
    }

    private @Nullable TlsIdentity identity() {
        Path shown = certificate;
        Path secret = key;
        if (shown == null && secret == null) {
            return null;
        }
        if (shown == null || secret == null) {
            throw new Refusal(shown == null ? "tls-cert" : "tls-key", "none", "--tls-cert and --tls-key, or neither");
        }
        return TlsIdentity.ofPem(shown, secret);
    }

    private ClientCertificates clients() {
        if (clientAuthorities != null) {
            return ClientCertificates.signedBy(clientAuthorities);
        }
        return clientCertificates ? ClientCertificates.ANY : ClientCertificates.NOT_ASKED;
    }
}
