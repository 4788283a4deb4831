package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final Credentials TIM = new Credentials("tim", "tanstaaftanstaaf");

    private final List<Transcript.Line> lines = new ArrayList<>();

    @Test
    void aWholeSessionIsWrittenDown() {
        Rig rig = rig(new Credentials("", ""));
        rig.messages(1, 1);
        rig.server("220 hi", "250-hi\r\n250 SIZE", "250 ok", "250 ok", "354 go", "250 ok", "221 \u001b[2Jbye");
        assertThat(lines)
                .map(Transcript.Line::toString)
                .containsExactly(
                        "S: 220 hi",
                        "C: EHLO client.example",
                        "S: 250-hi",
                        "S: 250 SIZE",
                        "C: MAIL FROM:<s@example.org>",
                        "S: 250 ok",
                        "C: RCPT TO:<r1@example.org>",
                        "S: 250 ok",
                        "C: DATA",
                        "S: 354 go",
                        "C: Subject: message 1",
                        "C: ",
                        "C: Hello.",
                        "C: ..",
                        "C: .",
                        "S: 250 ok",
                        "C: QUIT",
                        "S: 221 ?[2Jbye");
        rig.finish("transcript");
    }

    @Test
    void theLastLineOfAReplySaysHowLongAllOfItTook() {
        Rig rig = rig(TIM);
        rig.pass(Duration.ofMillis(12)).server("220-hi"); // As postscreen does, which then waits.
        rig.pass(Duration.ofMillis(2_988)).server("220 hi");
        rig.pass(Duration.ofMillis(3)).serverBytes("2".getBytes(StandardCharsets.US_ASCII));
        rig.pass(Duration.ofMillis(2)).serverBytes("50 hi\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(lines)
                .map(Transcript.Line::waitNanos)
                .startsWith(-1L, 3_000_000_000L, -1L, 5_000_000L); // the banner, EHLO, its reply
        rig.finish("waits");
    }

    @Test
    void plainIsMaskedBehindItsCommand() {
        Rig rig = rig(TIM, Mechanism.PLAIN);
        rig.server("220 hi", "250-hi\r\n250 AUTH PLAIN", "235 ok");
        assertThat(said()).containsExactly("EHLO client.example", "AUTH PLAIN ***", "QUIT");
        assertNothingLeaks(TIM);
        rig.finish("plain");
    }

    @Test
    void plainIsMaskedBehindAChallenge() {
        Credentials longOnes = new Credentials("tim", "tanstaaf".repeat(60));
        Rig rig = rig(longOnes, Mechanism.PLAIN);
        rig.server("220 hi", "250-hi\r\n250 AUTH PLAIN", "334 ", "535 no");
        assertThat(said()).containsExactly("EHLO client.example", "AUTH PLAIN", "***");
        assertNothingLeaks(longOnes);
        rig.finish("long plain");
    }

    @Test
    void loginIsMasked() {
        Rig rig = rig(TIM, Mechanism.LOGIN);
        rig.server("220 hi", "250-hi\r\n250 AUTH LOGIN", "334-User", "334 Name", "334 UGFzc3dvcmQ6", "235 ok");
        assertThat(said()).containsExactly("EHLO client.example", "AUTH LOGIN", "***", "***", "QUIT");
        assertNothingLeaks(TIM);
        rig.finish("login");
    }

    @Test
    void cramMd5IsMaskedAndItsChallengeShown() {
        Rig rig = rig(TIM, Mechanism.CRAM_MD5);
        String challenge = "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
        rig.server("220 hi", "250-hi\r\n250 AUTH CRAM-MD5", challenge, "235 ok");
        assertThat(said()).containsExactly("EHLO client.example", "AUTH CRAM-MD5", "***", "QUIT");
        assertThat(lines).map(Transcript.Line::text).contains(challenge);
        assertNothingLeaks(TIM);
        rig.finish("cram-md5");
    }

    @Test
    void aCancelIsNoSecret() {
        Rig rig = rig(TIM, Mechanism.CRAM_MD5);
        rig.server("220 hi", "250-hi\r\n250 AUTH CRAM-MD5", "334 %", "501 cancelled");
        assertThat(said()).containsExactly("EHLO client.example", "AUTH CRAM-MD5", "*");
        rig.finish("cancel");
    }

    @Test
    void whatFollowsAuthIsShownAgain() {
        Rig rig = rig(TIM, Mechanism.PLAIN);
        rig.messages(1, 1).server("220 hi", "250-hi\r\n250 AUTH PLAIN", "235 ok");
        assertThat(said()).endsWith("MAIL FROM:<s@example.org>");
        rig.finish("after auth");
    }

    private Rig rig(Credentials credentials, Mechanism... mechanisms) {
        return new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard(), mechanisms),
                credentials,
                new Rig.Wire(Ticker.newMockTicker(), true),
                null,
                new Transcript(lines::add));
    }

    private List<String> said() {
        return lines.stream()
                .filter(line -> !line.fromServer())
                .map(Transcript.Line::text)
                .toList();
    }

    private void assertNothingLeaks(Credentials credentials) {
        byte[] plain = ("\0" + credentials.user() + "\0" + credentials.password()).getBytes(StandardCharsets.UTF_8);
        for (byte[] secret : Arrays.asList(plain, credentials.password().getBytes(StandardCharsets.UTF_8))) {
            String encoded = Base64.getEncoder().encodeToString(secret);
            assertThat(lines).map(Transcript.Line::text).noneMatch(text -> text.contains(encoded));
        }
        assertThat(lines).map(Transcript.Line::text).noneMatch(text -> text.contains(credentials.password()));
        assertThat(lines)
                .map(Transcript.Line::text)
                .noneMatch(text -> text.contains("b913a602c7eda7a495b4e6e7334d3890"));
    }
}
