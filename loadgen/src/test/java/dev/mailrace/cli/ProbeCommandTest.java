package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static String address(SinkServer sink) {
        return "127.0.0.1:" + sink.address().getPort();
    }
}
