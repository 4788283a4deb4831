package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever comes and is not believed leaves a line, and gets one where it is of ours. */
class StrangersTest {

    private static Path folder;
    private static X509Bundle authority;
    private static Door.Keys own;

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Node<Object> node;
    private InetSocketAddress at;

    @BeforeAll
    static void makeKeys(@TempDir Path keys) throws Exception {
        folder = keys;
        authority = authority("one");
        own = keys("own", authority, authority, "mailrace");
    }

    @BeforeEach
    void begin() {
        node = new Node<>(
                CoordinatorActor.into(new LinkedBlockingQueue<>()),
                new Door(InetSocketAddress.createUnresolved("127.0.0.1", 0), own),
                told::add);
        at = InetSocketAddress.createUnresolved("127.0.0.1", node.port());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .algorithm(CertificateBuilder.Algorithm.rsa2048)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static Door.Keys keys(String file, X509Bundle signs, X509Bundle believed, String name) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .subject("CN=" + name)
                .algorithm(CertificateBuilder.Algorithm.rsa2048)
                .addSanDnsName(name)
                .buildIssuedBy(signs);
        return new Door.Keys(
                Files.writeString(folder.resolve(file + ".pem"), made.getCertificatePEM()),
                Files.writeString(folder.resolve(file + ".key"), made.getPrivateKeyPEM()),
                Files.writeString(folder.resolve(file + "-ca.pem"), believed.getCertificatePEM()));
    }

    private static String said(String why) {
        return "somebody came and was not believed: " + why + " (expected: certificates of one CA on both sides)";
    }

    private String line() throws InterruptedException {
        return told.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void ofAnotherCa() throws Exception {
        X509Bundle other = authority("other");
        Door.Keys stranger = keys("stranger", other, other, "mailrace");
        assertThatThrownBy(() -> Acquaintance.check(at, stranger))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("do not believe each other");
        assertThat(line()).isEqualTo(said("it does not believe this side's certificate"));
        Door.Keys half = keys("half", other, authority, "mailrace");
        assertThatThrownBy(() -> Acquaintance.check(at, half)).isInstanceOf(Refusal.class);
        assertThat(line()).isEqualTo(said("it has no certificate of this side's CA"));
    }

    @Test
    void ofAnotherName() throws Exception {
        Door.Keys other = keys("odd", authority, authority, "odd.example");
        assertThatThrownBy(() -> Acquaintance.check(at, other))
                .isInstanceOf(Refusal.class)
                .hasMessage("tls-cert: for odd.example, and that of 127.0.0.1:" + at.getPort()
                        + " is for mailrace (expected: certificates that share a name)");
        assertThat(line()).isEqualTo(said("its certificate shares no name with this one's"));
    }

    private Socket withoutCertificate() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return tls.getSocketFactory().createSocket("127.0.0.1", at.getPort());
    }

    @Test
    void withoutACertificate() throws Exception {
        knock(withoutCertificate());
        assertThat(line()).isEqualTo(said("it has no certificate of this side's CA"));
    }

    @Test
    void withoutTlsOnceAMinute() throws Exception {
        for (int i = 0; i < 2; i++) {
            knock(new Socket(InetAddress.getLoopbackAddress(), at.getPort()));
        }
        assertThat(line()).contains("not believed: ");
        knock(withoutCertificate());
        assertThat(line()).as("not the same again").isEqualTo(said("it has no certificate of this side's CA"));
    }

    /** Says something, and waits until nobody listens any more. */
    private static void knock(Socket socket) {
        try (socket) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isNegative();
        } catch (IOException e) {
            return; // It was closed before.
        }
    }
}
