package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import dev.mailrace.net.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people read of a connection that failed: the same words on every transport and with every provider of TLS, held
 * against a file.
 */
@Tag("jdk")
class WordsOfFailuresTest {
    private static final String HOST = "mail.example";
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant THEN = Instant.parse("2021-03-04T05:06:07Z");
    private static final Instant SOME_DAY = Instant.parse("2099-01-02T03:04:05Z");

    private static final Map<String, FailingServer> SERVERS = new LinkedHashMap<>();

    /** A client's end of TLS lives as long as the process. */
    private static final List<Tls> KEPT = new ArrayList<>();

    private static Path folder;
    private static Path authority;
    private static Path stranger;
    private static Path client;
    private static Path clientKey;

    /** What a client wants of TLS in a case. */
    private record Wish(
            boolean trusts, boolean insecure, boolean showsCertificate, List<String> versions, List<String> ciphers) {
        static final Wish USUAL = new Wish(true, false, false, List.of(), List.of());

        TlsSettings settings(TlsProvider provider) {
            return new TlsSettings(
                    provider,
                    new TlsSettings.Trust(insecure, trusts ? authority : stranger, null),
                    showsCertificate ? new TlsSettings.Certificate(client, clientKey) : null,
                    new TlsSettings.Offer(versions, ciphers, List.of()),
                    false);
        }
    }

    private static final Map<String, Wish> WISHES = Map.of(
            "untrusted", new Wish(false, false, false, List.of(), List.of()),
            "old-server", new Wish(true, false, false, List.of("TLSv1.3"), List.of()),
            "new-server", new Wish(true, false, false, List.of("TLSv1.2"), List.of()),
            "no-cipher",
                    new Wish(
                            true, false, false, List.of("TLSv1.2"), List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")),
            "client-certificate-asked-1.2-insecure", new Wish(true, true, false, List.of(), List.of()),
            "client-certificate-refused", new Wish(true, false, true, List.of(), List.of()));

    @BeforeAll
    static void startServers(@TempDir Path temporary) throws Exception {
        folder = temporary;
        X509Bundle root = root("root");
        authority = Files.writeString(folder.resolve("root.pem"), root.getCertificatePEM());
        stranger = Files.writeString(
                folder.resolve("stranger.pem"), root("stranger").getCertificatePEM());
        X509Bundle unknown = root("unknown client");
        client = Files.writeString(folder.resolve("client.pem"), unknown.getCertificatePEM());
        clientKey = Files.writeString(folder.resolve("client.key"), unknown.getPrivateKeyPEM());
        X509Bundle good = named(HOST).buildIssuedBy(root);
        SERVERS.put("untrusted", new FailingServer(FailingServer.tls(good, FailingServer.versions("TLSv1.3"))));
        tls("self-signed", named(HOST).setIsCertificateAuthority(true).buildSelfSigned());
        tls("expired", named(HOST).notBefore(LONG_AGO).notAfter(THEN).buildIssuedBy(root));
        tls(
                "not-yet-valid",
                named(HOST)
                        .notBefore(SOME_DAY)
                        .notAfter(SOME_DAY.plusSeconds(99))
                        .buildIssuedBy(root));
        tls(
                "wrong-name",
                named("other.example").addSanDnsName("www.other.example").buildIssuedBy(root));
        tls("wrong-usage", named(HOST).addExtendedKeyUsageClientAuth().buildIssuedBy(root));
        SERVERS.put("old-server", new FailingServer(FailingServer.tls(good, FailingServer.versions("TLSv1.2"))));
        SERVERS.put("new-server", new FailingServer(FailingServer.tls(good, FailingServer.versions("TLSv1.3"))));
        SERVERS.put(
                "no-cipher",
                new FailingServer(
                        FailingServer.tls(good, FailingServer.ciphers("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))));
        for (String version : List.of("1.2", "1.3")) {
            SERVERS.put(
                    "client-certificate-asked-" + version,
                    new FailingServer(FailingServer.tls(good, FailingServer.asking("TLSv" + version))));
        }
        SERVERS.put(
                "client-certificate-asked-1.2-insecure",
                new FailingServer(FailingServer.tls(good, FailingServer.asking("TLSv1.2"))));
        SERVERS.put(
                "client-certificate-refused",
                new FailingServer(FailingServer.tls(good, FailingServer.asking("TLSv1.2"))));
        SERVERS.put("unknown-name", new FailingServer(FailingServer.tls(good, FailingServer.knowing("x.example"))));
        SERVERS.put("clear-instead-of-tls", new FailingServer(socket -> {
            socket.getOutputStream().write("220 mail.example\r\n".getBytes(StandardCharsets.US_ASCII));
            FailingServer.drain(socket);
        }));
        SERVERS.put("reset-in-the-handshake", new FailingServer(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        }));
        SERVERS.put("closed-in-the-handshake", new FailingServer(socket -> {
            socket.getInputStream().readNBytes(100);
            socket.shutdownOutput();
            FailingServer.drain(socket);
        }));
        SERVERS.put("plain-reset", new FailingServer(socket -> {
            socket.getOutputStream().write("220".getBytes(StandardCharsets.US_ASCII));
            socket.setSoLinger(true, 0);
        }));
        SERVERS.put("plain-closed", new FailingServer(socket -> {}));
        SERVERS.put("plain-tls-alert", new FailingServer(socket -> {
            socket.getOutputStream().write(new byte[] {21, 3, 1, 0, 2, 2, 40});
            FailingServer.drain(socket);
        }));
        SERVERS.put("plain-other-protocol", new FailingServer(socket -> {
            socket.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
            FailingServer.drain(socket);
        }));
    }

    private static void tls(String name, X509Bundle certificate) throws Exception {
        SERVERS.put(name, new FailingServer(FailingServer.tls(certificate, FailingServer.versions("TLSv1.3"))));
    }

    private static X509Bundle root(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static CertificateBuilder named(String host) {
        return new CertificateBuilder().ecp256().subject("CN=" + host).addSanDnsName(host);
    }

    @AfterAll
    static void stopServers() throws IOException {
        for (FailingServer server : SERVERS.values()) {
            server.close();
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Transport.values())
                .filter(transport -> transport.unavailability() == null)
                .flatMap(transport -> Stream.of(TlsProvider.values())
                        .filter(provider -> provider.unavailability() == null)
                        .map(provider -> Arguments.of(transport, provider)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void areTheSameOnEveryTransportAndWithEveryProvider(Transport transport, TlsProvider provider) throws Exception {
        List<String> said = new ArrayList<>();
        EventLoopGroup group = transport.group(1, "words-test");
        try {
            for (Map.Entry<String, FailingServer> each : SERVERS.entrySet()) {
                String name = each.getKey();
                Security security = name.startsWith("plain-") ? Security.NONE : security(name, provider);
                said.add(name + ": " + end(group, transport, each.getValue().address(), security));
            }
            said.add("plain-refused: " + end(group, transport, ScriptedServer.nobody(), Security.NONE));
            Path nowhere = folder.resolve("nowhere.sock");
            said.add("plain-no-socket: "
                    + end(group, transport, new DomainSocketAddress(nowhere.toFile()), Security.NONE));
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
        Path golden = Path.of(Objects.requireNonNull(WordsOfFailuresTest.class.getResource("/words/failures.txt"))
                .toURI());
        // The alert for a client's certificate is the server's choice: that of newer JDKs is handshake_failure.
        String words = (String.join("\n", said) + "\n")
                .replace(
                        "(handshake_failure): --cert and --key, of a CA that the server trusts, or other --tls-ciphers or --tls-groups",
                        "(bad_certificate): --cert and --key, of a CA that the server trusts");
        assertThat(words).isEqualTo(Files.readString(golden));
    }

    private static Security security(String name, TlsProvider provider) {
        Tls tls = new Tls(WISHES.getOrDefault(name, Wish.USUAL).settings(provider), HOST, 465);
        KEPT.add(tls);
        return new Security(Security.Mode.IMPLICIT, tls);
    }

    private static String end(EventLoopGroup group, Transport transport, SocketAddress address, Security security)
            throws InterruptedException {
        RecordingOwner owner = new RecordingOwner();
        CountDownLatch closed = new CountDownLatch(1);
        owner.onClosed = closed::countDown;
        SessionSettings settings = new SessionSettings(
                Hello.smtp(Rig.CLIENT, "127.0.0.1"),
                security,
                Login.NONE,
                Sending.data(Pipelining.NONE),
                Timeouts.standard());
        Connector connector = new Connector(group.next(), transport, address, settings);
        group.next().execute(() -> connector.connect(owner, Caller.ANYBODY));
        assertThat(closed.await(30, TimeUnit.SECONDS)).as("the session ended").isTrue();
        Outcome end = Objects.requireNonNull(owner.closedBy);
        return end.reason().label() + ": " + end.sample();
    }
}
