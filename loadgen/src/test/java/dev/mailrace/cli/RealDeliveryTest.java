package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deliveries of real servers: what they accept arrives, once, whole, where it should, and what they give up is told. */
@ExtendWith(ServersAlone.class)
class RealDeliveryTest {
    private static final int MESSAGES = 200;

    private static String relayed(String scheme) {
        int port = Integer.getInteger("mailrace.postfix.port", 0) + (scheme.equals("smtp") ? 5 : 6);
        return scheme + "://127.0.0.1:" + port;
    }

    private static JsonNode run(String... arguments) throws IOException {
        return load("postfix", arguments);
    }

    private static JsonNode load(String server, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-n", Integer.toString(MESSAGES), "-c", "8"));
        all.addAll(List.of(arguments));
        JsonNode run = RealServers.run(server, all.toArray(String[]::new));
        RealServers.assertAllAccepted(run);
        return run.at("/deliveries");
    }

    private static void assertEnds(JsonNode deliveries, long delivered, long bounced) {
        assertThat(deliveries.path("expected").asLong()).isEqualTo(delivered + bounced);
        assertThat(deliveries.path("delivered").asLong()).as("%s", deliveries).isEqualTo(delivered);
        assertThat(deliveries.path("bounced").asLong()).as("%s", deliveries).isEqualTo(bounced);
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void whatItRelaysArrives() throws IOException {
        JsonNode deliveries = run("-t", "user%05d@relayed.example.test", "--deliveries", relayed("smtp"));
        assertEnds(deliveries, MESSAGES, 0);
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void eachRecipientOfLmtpIsADelivery() throws IOException {
        JsonNode deliveries = run(
                "-t",
                "user%05d@relayed-lmtp.example.test",
                "-r",
                "3",
                "--content",
                "base64",
                "--deliveries",
                relayed("lmtp"));
        assertEnds(deliveries, 3 * MESSAGES, 0);
    }

    /** Refused for now, or cut off before the reply: Postfix tries again. */
    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void whatIsDeferredArrivesLater() throws IOException {
        JsonNode deliveries = run(
                "-t",
                "user%05d@relayed.example.test",
                "--deliveries",
                relayed("smtp"),
                "--receiver-fault",
                "4xx:rcpt=20%",
                "--receiver-fault",
                "half-reply:content=3%",
                "--deliveries-wait",
                "5m"); // It is over when all has arrived.
        assertEnds(deliveries, MESSAGES, 0);
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void whatBouncesIsToldWithItsStatus() throws IOException {
        JsonNode deliveries = run(
                "-f",
                "sender@relayed.example.test",
                "-t",
                "no!%05d@bounced.example.test",
                "--deliveries",
                relayed("smtp"));
        assertEnds(deliveries, 0, MESSAGES);
        assertThat(deliveries.path("remarks").toString()).contains("5.1.1").contains("550");
    }

    /** Its queue runners are many: messages overtake one another, and none is delivered twice. */
    @Test
    @EnabledIfSystemProperty(named = "mailrace.exim.port", matches = "\\d+")
    void whatEximRelaysArrives() throws IOException {
        int port = Integer.getInteger("mailrace.exim.port", 0) + 3;
        JsonNode deliveries = load(
                "exim",
                "-t",
                "user%05d@relayed.example.test",
                "--content",
                "base64",
                "--deliveries",
                "smtp://127.0.0.1:" + port,
                "--deliveries-wait",
                "5m");
        assertEnds(deliveries, MESSAGES, 0);
    }

    /** By what LMTP put there; a session each where IMAP keeps one, and both over TLS. */
    @ParameterizedTest
    @CsvSource({"imaps, 7", "pop3s, 8"})
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void whatDovecotStoresIsFetchedFromItsInboxes(String scheme, int offset, @TempDir Path folder) throws IOException {
        int port = Integer.getInteger("mailrace.postfix.port", 0) + offset;
        assumeThat(listens(port))
                .as("Dovecot without %s: the packages dovecot-imapd and dovecot-pop3d are not installed", scheme)
                .isTrue();
        Path users = Files.writeString(folder.resolve("users.csv"), "user,password\nuser@example.test,pass\n");
        JsonNode deliveries = load(
                RealServers.DOVECOT,
                "-t",
                "user@example.test",
                "--content",
                "base64",
                "--deliveries",
                scheme + "://127.0.0.1:" + port,
                "--deliveries-credentials",
                users.toString(),
                "--deliveries-cacert",
                System.getProperty("mailrace.postfix.dir") + "/etc/cert.pem");
        assertEnds(deliveries, MESSAGES, 0);
        assertThat(deliveries.path("unread").asLong()).isZero();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** For whom each message is, its Delivered-To says: all users have one Maildir. */
    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void whatDovecotStoresIsFoundInItsMaildir() throws IOException {
        JsonNode deliveries = load(
                RealServers.DOVECOT,
                "-t",
                "user%05d@example.test",
                "-r",
                "2",
                "--deliveries",
                "maildir:" + System.getProperty("mailrace.postfix.dir") + "/kept/lmtp");
        assertEnds(deliveries, 2 * MESSAGES, 0);
    }

    /** A Maildir is read as the delivery agent wrote it, with its own line ends. */
    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void whatItStoresIsFoundInItsMaildir() throws IOException {
        String maildir = System.getProperty("mailrace.postfix.dir") + "/kept/smtp";
        JsonNode deliveries = run("-t", "user%05d@kept.example.test", "--deliveries", "maildir:" + maildir);
        assertEnds(deliveries, MESSAGES, 0);
    }
}
