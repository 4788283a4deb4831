package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.ClientCertificates;
import dev.mailrace.net.TlsIdentity;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.sasl.ChannelBinding;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.Peer;
import dev.mailrace.sasl.SaltedPasswords;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.security.sasl.SaslClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** STARTTLS, TLS from the first byte, and what is only offered behind it, over real sockets. */
@Tag("jdk")
class SinkTlsTest {
    private static final String GREETING = "220 sink.mailrace.example ESMTP Mailrace sink";

    private static SinkSettings tls(SinkTls.Mode mode, TlsProvider provider) {
        return SinkSettings.defaults().withTls(SinkTls.of(mode).withProvider(provider));
    }

    @ParameterizedTest
    @EnumSource
    void startTlsBeginsTheSessionAnewOverTls(TlsProvider provider) throws Exception {
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.STARTTLS, provider));
                TlsClient client = new TlsClient(sink)) {
            assertThat(client.reply()).isEqualTo(GREETING);
            assertThat(client.ask("STARTTLS")).isEqualTo("503 5.5.1 Out of order (expected: EHLO or HELO)");
            assertThat(client.ask("EHLO client"))
                    .startsWith("250-sink.mailrace.example Hello [127.0.0.1]\n")
                    .contains("\n250-STARTTLS\n")
                    .doesNotContain("REQUIRETLS", "-PLUS", "EXTERNAL");
            assertThat(client.ask("STARTTLS now")).isEqualTo("501 5.5.4 No arguments are allowed");
            assertThat(client.ask("AUTH PLAIN " + base64("\0tim\0pass"))).startsWith("235 ");
            assertThat(client.ask("MAIL FROM:<> REQUIRETLS")).isEqualTo("530 5.7.10 REQUIRETLS needs TLS");
            assertThat(client.ask("starttls")).isEqualTo("220 2.0.0 Ready to start TLS");
            client.secure(null);
            assertThat(client.ask("MAIL FROM:<>")).isEqualTo("503 5.5.1 Out of order (expected: EHLO or HELO)");
            assertThat(client.ask("EHLO client"))
                    .startsWith("250-sink.mailrace.example Hello [127.0.0.1]\n")
                    .contains("\n250-REQUIRETLS\n", " SCRAM-SHA-256-PLUS")
                    .doesNotContain("STARTTLS", "EXTERNAL");
            assertThat(client.ask("STARTTLS")).isEqualTo("503 5.5.1 TLS is on already");
            assertThat(client.ask("AUTH PLAIN " + base64("\0tim\0pass"))).startsWith("235 ");
            assertThat(client.ask("MAIL FROM:<> REQUIRETLS")).startsWith("250 ");
            assertThat(client.ask("RCPT TO:<b@mailrace.example>")).startsWith("250 ");
            assertThat(client.ask("DATA")).startsWith("354 ");
            assertThat(client.ask("0123456789".repeat(10_000), ".")).startsWith("250 ");
            assertThat(client.ask("QUIT")).startsWith("221 ");
            assertThat(client.reply()).isEqualTo("null");
            assertThat(sink.stop().totals().messages()).isEqualTo(1);
            assertThat(sink.stop().totals().contentBytes()).isEqualTo(100_002);
            assertThat(sink.stop().handshakes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tlsFromTheFirstByteGreetsOverTls(TlsProvider provider) throws Exception {
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.IMPLICIT, provider));
                TlsClient client = new TlsClient(sink)) {
            client.secure(null);
            assertThat(client.reply()).isEqualTo(GREETING);
            assertThat(client.ask("EHLO client")).contains("REQUIRETLS").doesNotContain("STARTTLS");
            assertThat(client.ask("MAIL FROM:<>", "RCPT TO:<b>", "BDAT 0 LAST")).startsWith("250 ");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith("250 2.0.0 Ok: queued");
        }
    }

    /** CVE-2011-0411: what somebody put behind the command in clear must not be obeyed over TLS. */
    @Test
    void whatComesBehindStartTlsIsThrownAway() throws Exception {
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.STARTTLS, TlsProvider.JDK));
                TlsClient client = new TlsClient(sink)) {
            client.reply();
            client.ask("EHLO client");
            client.send("STARTTLS", "EHLO attacker", "AUTH PLAIN " + base64("\0tim\0pass"), "MAIL FROM:<attacker>");
            assertThat(client.reply()).startsWith("220 ");
            client.secure(null);
            assertThat(client.ask("NOOP")).isEqualTo("250 2.0.0 Ok");
            assertThat(client.ask("RCPT TO:<b>")).isEqualTo("503 5.5.1 Out of order (expected: EHLO or HELO)");
            assertThat(sink.stop().totals().logins().accepted()).isZero();
        }
    }

    @Test
    void mailNeedsTlsWhereItIsRequired() throws Exception {
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.REQUIRED, TlsProvider.JDK));
                TlsClient client = new TlsClient(sink)) {
            client.reply();
            client.ask("EHLO client");
            assertThat(client.ask("MAIL FROM:<>")).isEqualTo("530 5.7.0 Must issue a STARTTLS command first");
            client.ask("STARTTLS");
            client.secure(null);
            client.ask("EHLO client");
            assertThat(client.ask("MAIL FROM:<>")).startsWith("250 ");
        }
    }

    @Test
    void aClientThatSpeaksNoTlsIsClosedAndTheNextOneServed() throws Exception {
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.IMPLICIT, TlsProvider.best()))) {
            try (TlsClient client = new TlsClient(sink)) {
                client.send("EHLO client, in clear text");
                assertThat(client.reply()).doesNotContain("250");
            }
            try (TlsClient client = new TlsClient(sink)) {
                client.secure(null);
                assertThat(client.reply()).isEqualTo(GREETING);
            }
            assertThat(sink.stop().handshakes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBoundLoginNeedsTheBytesOfThisConnection(TlsProvider provider) throws Exception {
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.IMPLICIT, provider));
                TlsClient client = new TlsClient(sink)) {
            client.secure(null);
            client.reply();
            client.ask("EHLO client");
            byte[] bound = client.serverEndPoint();
            byte[] another = bound.clone();
            another[0] ^= 1;
            for (Mechanism mechanism :
                    List.of(Mechanism.SCRAM_SHA_1_PLUS, Mechanism.SCRAM_SHA_256_PLUS, Mechanism.SCRAM_SHA_512_PLUS)) {
                assertThat(scram(client, mechanism, another)).startsWith("535 ");
            }
            assertThat(scram(client, Mechanism.SCRAM_SHA_1_PLUS, bound)).startsWith("235 ");
        }
    }

    private static String scram(TlsClient client, Mechanism mechanism, byte[] bound) throws Exception {
        SaslClient sasl = mechanism.client(
                new Credentials("tim", "pass"),
                new Peer("localhost", new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, bound)),
                new SaltedPasswords(false));
        String reply = client.ask("AUTH " + mechanism.registeredName() + " "
                + Base64.getEncoder().encodeToString(sasl.evaluateChallenge(new byte[0])));
        while (reply.startsWith("334 ")) {
            byte[] response = sasl.evaluateChallenge(Base64.getDecoder().decode(reply.substring(4)));
            reply = client.ask(Base64.getEncoder().encodeToString(response));
        }
        return reply;
    }

    @Test
    void aClientThatSawNoOfferToBindIsRefusedWhereThereWasOne() throws Exception {
        String message = "n=tim,r=fyko+d2lbbFgONRv9qkxdawL";
        try (SinkServer sink = SinkServer.start(tls(SinkTls.Mode.IMPLICIT, TlsProvider.JDK));
                TlsClient client = new TlsClient(sink)) {
            client.secure(null);
            client.reply();
            client.ask("EHLO client");
            assertThat(client.ask("AUTH SCRAM-SHA-256 " + base64("y,," + message)))
                    .startsWith("535 ");
            assertThat(client.ask("AUTH SCRAM-SHA-256-PLUS " + base64("n,," + message)))
                    .startsWith("535 ");
            assertThat(client.ask("AUTH SCRAM-SHA-256-PLUS " + base64("p=tls-unique,," + message)))
                    .startsWith("535 ");
            assertThat(client.ask("AUTH SCRAM-SHA-256 " + base64("p=tls-server-end-point,," + message)))
                    .startsWith("535 ");
            assertThat(client.ask("AUTH SCRAM-SHA-256 " + base64("n,," + message)))
                    .startsWith("334 ");
        }
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults());
                TlsClient client = new TlsClient(sink)) {
            client.reply();
            client.ask("EHLO client");
            assertThat(client.ask("AUTH SCRAM-SHA-256-PLUS " + base64("n,," + message)))
                    .startsWith("504 ");
            assertThat(client.ask("AUTH SCRAM-SHA-256 " + base64("y,," + message)))
                    .startsWith("334 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateSaysWhoLogsIn(TlsProvider provider) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .ecp256()
                .subject("CN=tim, O=Mailrace")
                .addSanRfc822Name("tim@mailrace.example")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        TlsIdentity tim = new TlsIdentity(made.getKeyPair().getPrivate(), List.of(made.getCertificate()));
        SinkSettings settings = SinkSettings.defaults()
                .withAccounts(SinkAccounts.of(Map.of("tim", "x", "tim@mailrace.example", "y")))
                .withTls(
                        SinkTls.of(SinkTls.Mode.STARTTLS).withProvider(provider).withClients(ClientCertificates.ANY));
        try (SinkServer sink = SinkServer.start(settings)) {
            for (String identity : List.of("=", base64("tim"), base64("tim@mailrace.example"))) {
                assertThat(external(sink, tim, identity)).as(identity).startsWith("235 ");
            }
            assertThat(external(sink, tim, base64("tom"))).startsWith("535 ");
            assertThat(external(sink, null, "=")).startsWith("504 ");
        }
    }

    private static String external(SinkServer sink, @Nullable TlsIdentity identity, String response) throws Exception {
        try (TlsClient client = new TlsClient(sink)) {
            client.reply();
            client.ask("EHLO client");
            client.ask("STARTTLS");
            client.secure(identity);
            assertThat(client.ask("EHLO client").contains(" EXTERNAL")).isEqualTo(identity != null);
            return client.ask("AUTH EXTERNAL " + response);
        }
    }

    @Test
    void anybodyIsAnonymousOnlyWhereAnybodyMayLogIn() {
        Dialogue.hold("""
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                C: AUTH ANONYMOUS %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH ANONYMOUS
                S: 334\s
                C: %s
                S: 235 2.7.0 Authentication succeeded
                """.formatted(base64("x".repeat(256)), base64("sirhc")));
        Dialogue.hold(SinkSettings.defaults().withAccounts(SinkAccounts.of(Map.of("tim", "x"))), """
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                C: AUTH ANONYMOUS =
                S: 504 5.5.4 Authentication mechanism not recognised
                """);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
