package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTrait;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The probe as it is typed: the transcript, the words, the exit codes. */
class ProbeCommandTest {
    @Test
    void aProbeShowsTheWholeDialogueWithTimesAndMeanings() {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            Typed result = Typed.run("probe", address(sink));
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.out())
                    .containsPattern("\\d+\\.\\d\\d ms S: 220 ")
                    .contains("C: EHLO client.mailrace.example")
                    .contains("C: MAIL FROM:<sender@example.test>")
                    .contains("C: RCPT TO:<user00001@example.test>")
                    .contains("C: .")
                    .contains("more lines")
                    .contains("PIPELINING")
                    .contains("RFC 2920")
                    .contains("The message was accepted.");
            assertThat(sink.stop().totals().messages()).isEqualTo(1);
        }
    }

    @Test
    void secretsAreMasked(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "pass\n");
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            for (String mechanism : new String[] {
                "PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER", "NTLM"
            }) {
                Typed result = Typed.run(
                        "probe",
                        address(sink),
                        "--no-mail",
                        "--auth",
                        mechanism,
                        "--auth-user",
                        "user",
                        "--auth-password-file",
                        password.toString());
                assertThat(result.exit()).as(result.err()).isZero();
                assertThat(result.out())
                        .contains("AUTH " + mechanism)
                        .contains("***")
                        .doesNotContain("cGFzcw") // base64 of the password
                        .doesNotContain("AHVzZXIA")
                        .contains("The session was established.");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "554 no                                            | 3",
                "220 hi,502 no,502 no                              | 31",
                "220 hi,250 hi,550 no,221 bye                      | 33",
                "220 hi,250 hi,250 ok,550 no,250 reset,221 bye     | 34",
                "220 hi,250 hi,250 ok,250 ok,451 no,250 ok,221 bye | 35",
                "220 hi,250 hi,250 ok,250 ok,354 go,554 no,221 bye | 36",
                "220 hi,250 hi,250 ok,250 ok,354 go,250 ok,221 bye | 0"
            })
    void theExitCodeSaysHowFarItGot(String replies, int exit) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer(replies.split(","))) {
            Typed result = Typed.run("probe", "127.0.0.1:" + peer.port());
            assertThat(result.exit()).as(result.out()).isEqualTo(exit);
        }
    }

    @Test
    void aServerWithoutAuthIsExitCode32(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "pass\n");
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250 hi")) {
            Typed result = Typed.run(
                    "probe",
                    "127.0.0.1:" + peer.port(),
                    "--auth-user",
                    "user",
                    "--auth-password-file",
                    password.toString());
            assertThat(result.exit()).isEqualTo(32);
            assertThat(result.out()).contains("the server offers none");
        }
    }

    @Test
    void aServerThatAnswersAsBeforeIsAsExpected(@TempDir Path folder) throws IOException {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            Path saved = Files.writeString(
                    folder.resolve("saved"), Typed.run("probe", address(sink)).out());
            Typed again = Typed.run("probe", address(sink), "--expect", saved.toString());
            assertThat(again.out()).contains("As expected by");
            assertThat(again.exit()).isZero();
        }
    }

    @Test
    void aChangedServerIsShownAsADifference(@TempDir Path folder) throws IOException {
        Path saved = folder.resolve("saved");
        try (ScriptedPeer before = new ScriptedPeer(
                "220 old words",
                "250-hi\r\n250-CHUNKING\r\n250 SIZE 1000",
                "250 ok",
                "250 ok",
                "354 go",
                "250 ok",
                "221 bye")) {
            Files.writeString(
                    saved, Typed.run("probe", "127.0.0.1:" + before.port()).out());
        }
        try (ScriptedPeer after = new ScriptedPeer(
                "220 new words", "250-ho\r\n250-size 1000\r\n250 DSN", "250 ok", "550 no", "250 reset", "221 bye")) {
            Typed result = Typed.run("probe", "127.0.0.1:" + after.port(), "--expect", saved.toString());
            assertThat(result.exit()).isEqualTo(37);
            assertThat(result.out())
                    .contains("- CHUNKING")
                    .contains("+ DSN")
                    .doesNotContain("- SIZE 1000")
                    .contains("- 250 ok")
                    .contains("+ 550 no")
                    .doesNotContain("- 220");
            Typed texts =
                    Typed.run("probe", "127.0.0.1:" + after.port(), "--expect", saved.toString(), "--expect-texts");
            assertThat(texts.out()).contains("- 220 old words").contains("+ 220 new words");
        }
    }

    @Test
    void noEscapeOfAServerReachesTheTerminal() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer(
                "220 hi \033[31m",
                "250-hi \033]0;title\007\r\n250-X\033[2J one\u009b31m\r\n250-AUTH PL\033[1mAIN\r\n250 SIZE 1\033[7m",
                "550 \033[5mno\u202e",
                "221 bye")) {
            Typed result = Typed.run("probe", "127.0.0.1:" + peer.port(), "-t", "a@example.test");
            assertThat(result.out()).contains("The server offers").contains("X?[2J");
            assertThat(result.out() + result.err())
                    .doesNotContain("\033")
                    .doesNotContain("\007")
                    .doesNotContain("\u009b")
                    .doesNotContain("\u202e");
        }
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250-hi\r\n250 AUTH PL\033[1mAIN", "221 bye")) {
            Typed result = Typed.run(
                    "auth",
                    "127.0.0.1:" + peer.port(),
                    "--auth-user",
                    "u",
                    "--no-results",
                    "--auth-password-file",
                    "pom.xml",
                    "--mechanisms",
                    "CRAM-MD5");
            assertThat(result.err()).contains("does not offer CRAM-MD5").doesNotContain("\033");
        }
    }

    @Test
    void aReplyOfSeveralLinesShowsItsTimeWhereItEnds() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220-hi\r\n220-wait\r\n220 now", "250-hi\r\n250 HELP", "221 bye")) {
            Typed result = Typed.run("probe", "127.0.0.1:" + peer.port(), "--no-mail", "--no-color");
            assertThat(result.out())
                    .contains("\n            S: 220-hi\n            S: 220-wait\n")
                    .containsPattern("\n *\\d+\\.\\d\\d ms S: 220 now\n")
                    .contains("\n            S: 250-hi\n")
                    .containsPattern("\\d ms S: 250 HELP\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY_PROTOCOL, --proxy-protocol v1 --client-address 192.0.2.7, 192.0.2.7",
        "PROXY_PROTOCOL, --proxy-protocol v2 --client-address 2001:db8::7, 2001:db8",
        "XCLIENT, --xclient --client-address 192.0.2.7-192.0.2.9, 192.0.2.7",
        "REFUSING_NAMES, --source-address 127.0.0.2-127.0.0.9, 127.0.0.2"
    })
    void theServerSeesTheAddressesThatARunWouldShowIt(SinkTrait trait, String options, String seen) {
        SinkSettings settings = SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(trait));
        try (SinkServer sink = SinkServer.start(settings)) {
            Typed result = Typed.run(typed("probe " + address(sink) + " --no-color " + options));
            assertThat(result.exit()).as(result.out() + result.err()).isZero();
            assertThat(result.out()).contains("sink.mailrace.example Hello [" + seen);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--xclient",
                "--proxy-protocol v1",
                "--proxy-protocol v3 --client-address 192.0.2.1",
                "--client-address 192.0.2.1",
                "--xclient --proxy-protocol v2 --client-address 192.0.2.1",
                "--xclient --client-address here"
            })
    void whatARunRefusesOfClientAddressesIsRefusedElsewhereInTheSameWords(String options, @TempDir Path folder)
            throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "pass\n");
        assertRefusedAlike(options, "probe", "auth --auth-user user --auth-password-file " + password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--source-address 192.0.2.1", "--source-address ::1", "--source-address here"})
    void whatARunRefusesOfSourceAddressesTheProbeRefusesInTheSameWords(String options) throws IOException {
        assertRefusedAlike(options, "probe");
    }

    private static void assertRefusedAlike(String options, String... commands) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi")) {
            String rest = " 127.0.0.1:" + peer.port() + " " + options;
            Typed run = Typed.run(typed("run --no-results" + rest));
            assertThat(run.exit()).as(run.err()).isEqualTo(2);
            for (String command : commands) {
                Typed other = Typed.run(typed(command + rest));
                assertThat(other.exit()).as(other.err()).isEqualTo(2);
                assertThat(other.complaint()).isEqualTo(run.complaint());
            }
            assertThat(peer.callers()).as("before anybody is called").isEmpty();
        }
    }

    @Test
    void theCheckBeforeTheLoadComesFromTheSourceAddress() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("554 no service")) {
            Typed run = Typed.run(
                    typed("run --no-results -n 1 -c 1 127.0.0.1:" + peer.port() + " --source-address 127.0.0.3"));
            assertThat(run.exit()).as(run.err()).isEqualTo(3);
            assertThat(run.complaint()).contains("554 no service");
            assertThat(peer.callers()).extracting(InetAddress::getHostAddress).containsExactly("127.0.0.3");
        }
    }

    private static String[] typed(String line) {
        return line.split(" ");
    }

    private static String address(SinkServer sink) {
        return "127.0.0.1:" + sink.address().getPort();
    }
}
