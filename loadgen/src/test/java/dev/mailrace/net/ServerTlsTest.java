package dev.mailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Real handshakes between engines of every provider, in memory. */
@Tag("jdk")
class ServerTlsTest {
    private static final TlsIdentity CERTIFICATE = TlsIdentity.selfMade("sink.mailrace.example");

    static Stream<Arguments> pairs() {
        return Stream.of(TlsProvider.values())
                .flatMap(server -> Stream.of(TlsProvider.values())
                        .flatMap(client ->
                                Stream.of("TLSv1.3", "TLSv1.2").map(version -> Arguments.of(server, client, version))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bothEndsBindTheServersCertificate(TlsProvider server, TlsProvider client, String version) throws Exception {
        try (Handshake handshake = new Handshake(server, client, version)) {
            handshake.shake();
            byte[] bound = ChannelBindings.of("tls-server-end-point", handshake.serverEngine(), true);
            assertThat(bound)
                    .hasSize(32)
                    .isEqualTo(ChannelBindings.of("tls-server-end-point", handshake.clientEngine(), false))
                    .isEqualTo(handshake.tls.channelBinding("tls-server-end-point", handshake.serverEngine()));
            assertThat(handshake.clientEngine().getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bothEndsOfANewJdkExportTheSameBytesAndNoOtherEndAny(TlsProvider server, TlsProvider client, String version)
            throws Exception {
        try (Handshake first = new Handshake(server, client, version);
                Handshake second = new Handshake(server, client, version)) {
            first.shake();
            second.shake();
            byte[] ofServer = first.tls.channelBinding("tls-exporter", first.serverEngine());
            byte[] ofClient = ChannelBindings.of("tls-exporter", first.clientEngine(), false);
            assertThat(ofServer != null).isEqualTo(exports(server));
            assertThat(ofClient != null).isEqualTo(exports(client));
            if (ofServer != null && ofClient != null) {
                assertThat(ofServer).hasSize(32).isEqualTo(ofClient);
                assertThat(ChannelBindings.of("tls-exporter", second.clientEngine(), false))
                        .isNotEqualTo(ofClient);
            }
        }
    }

    private static boolean exports(TlsProvider provider) {
        return provider == TlsProvider.JDK && Runtime.version().feature() >= 25;
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownTypeBindsNothing(TlsProvider provider) throws Exception {
        try (Handshake handshake = new Handshake(provider, provider, "TLSv1.3")) {
            handshake.shake();
            assertThat(ChannelBindings.of("tls-unique", handshake.clientEngine(), false))
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithACertificateIsKnownAndOneWithoutIsLetIn(TlsProvider provider) throws Exception {
        X509Bundle tim = new CertificateBuilder()
                .ecp256()
                .subject("CN=tim")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        TlsIdentity identity = new TlsIdentity(tim.getKeyPair().getPrivate(), List.of(tim.getCertificate()));
        ClientCertificates timOnly = new ClientCertificates(true, List.of(tim.getCertificate()));
        for (ClientCertificates clients : List.of(ClientCertificates.ANY, timOnly)) {
            try (ServerTls tls = ServerTls.of(provider, CERTIFICATE, clients, true);
                    Handshake known = new Handshake(tls, provider, "TLSv1.3", identity)) {
                known.shake();
                assertThat(known.serverEngine().getSession().getPeerCertificates())
                        .containsExactly(tim.getCertificate());
            }
            try (ServerTls tls = ServerTls.of(provider, CERTIFICATE, clients, true);
                    Handshake unknown = new Handshake(tls, provider, "TLSv1.3", null)) {
                unknown.shake();
                assertThat(unknown.serverHandler.handshakeFuture().isSuccess()).isTrue();
            }
        }
        try (ServerTls tls = ServerTls.of(
                        provider, CERTIFICATE, new ClientCertificates(true, List.of(CERTIFICATE.own())), true);
                Handshake stranger = new Handshake(tls, provider, "TLSv1.3", identity)) {
            stranger.shake(); // Told who must have signed it, a client keeps its own to itself.
            assertThatThrownBy(() -> stranger.serverEngine().getSession().getPeerCertificates())
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }
    }

    @Test
    void theSelfMadeCertificateNamesItsHostAndLoopback() throws Exception {
        X509Certificate own = CERTIFICATE.own();
        assertThat(own.getSubjectX500Principal().getName()).isEqualTo("CN=sink.mailrace.example");
        assertThat(own.getSubjectAlternativeNames())
                .contains(
                        List.of(2, "sink.mailrace.example"),
                        List.of(2, "localhost"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(CERTIFICATE.toString()).doesNotContain("PrivateKey");
        assertThat(TlsIdentity.selfMade("a,b=c").own().getSubjectX500Principal())
                .hasToString("CN=\"a,b=c\"");
    }

    @Test
    void pemFilesAreReadWhateverTheKeysFormat(@TempDir Path folder) throws Exception {
        for (CertificateBuilder.Algorithm algorithm :
                List.of(CertificateBuilder.Algorithm.ecp384, CertificateBuilder.Algorithm.rsa2048)) {
            X509Bundle made = new CertificateBuilder()
                    .algorithm(algorithm)
                    .subject("CN=pem")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            Path certificate = Files.writeString(folder.resolve("cert.pem"), made.getCertificatePEM());
            Path key = Files.writeString(folder.resolve("key.pem"), made.getPrivateKeyPEM());
            TlsIdentity read = TlsIdentity.ofPem(certificate, key);
            assertThat(read.key()).isEqualTo(made.getKeyPair().getPrivate());
            for (TlsProvider provider : TlsProvider.values()) {
                try (ServerTls tls = ServerTls.of(provider, read, ClientCertificates.NOT_ASKED, false);
                        Handshake handshake = new Handshake(tls, provider, "TLSv1.3", null)) {
                    handshake.shake();
                    assertThat(ChannelBindings.of("tls-server-end-point", handshake.clientEngine(), false))
                            .isEqualTo(tls.channelBinding("tls-server-end-point", handshake.serverEngine()))
                            .hasSize(algorithm == CertificateBuilder.Algorithm.ecp384 ? 48 : 32);
                }
            }
        }
    }

    @Test
    void aSignatureWithoutAHashBindsNothing() throws Exception {
        X509Certificate edwards = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ed25519)
                .subject("CN=edwards")
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
                .getCertificate();
        assertThat(ChannelBindings.serverEndPoint(edwards)).isNull();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        TlsIdentity other = TlsIdentity.selfMade("other");
        assertThatThrownBy(() -> new TlsIdentity(other.key(), CERTIFICATE.chain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key: not the certificate's (expected: the key of CN=sink.mailrace.example)");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aClientThatComesBackResumesUnlessItMayNot(TlsProvider server, TlsProvider client, String version)
            throws Exception {
        for (boolean resumes : new boolean[] {true, false}) {
            try (ServerTls tls = ServerTls.of(server, CERTIFICATE, ClientCertificates.NOT_ASKED, resumes)) {
                boolean can = version.equals("TLSv1.2")
                        || (server != TlsProvider.BOUNCY_CASTLE && client != TlsProvider.BOUNCY_CASTLE);
                assertThat(Handshake.resumes(tls, client, version))
                        .as("resumed where it may: " + resumes)
                        .isEqualTo(resumes && can);
            }
        }
    }

    @Test
    void filesThatAreNoneAreRefusedByName(@TempDir Path folder) throws Exception {
        Path nothing = folder.resolve("nothing.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "hello\n");
        assertThatThrownBy(() -> TlsIdentity.ofPem(nothing, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key: " + text + ": no key (expected: a private key in PEM, without a password)");
        assertThatThrownBy(() -> TlsIdentity.ofPem(text, nothing))
                .hasMessage("key: " + nothing + ": no such file (expected: a private key in PEM, without a password)");
        assertThatThrownBy(() -> ClientCertificates.signedBy(text))
                .hasMessageStartingWith("authorities: " + text + ": ")
                .hasMessageEndingWith("(expected: a file of PEM certificates)");
    }

    @ParameterizedTest
    @EnumSource
    void theNameIsTheOneOfTheCommandLineAndAllWorkHere(TlsProvider provider) {
        assertThat(provider.toString()).matches("boringssl|jdk|bouncy-castle");
        assertThat(provider.unavailability()).isNull();
        assertThat(TlsProvider.best()).isEqualTo(TlsProvider.BORINGSSL);
    }
}
