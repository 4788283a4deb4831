package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.wire.Reply;
import io.netty.util.concurrent.Ticker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers quote of a login, in all the forms that they have it in. */
@Tag("jdk")
class SecretsTest {
    private static final String PASSWORD = "S3cr3t-M4rk+ü";
    private static final Credentials TIM = new Credentials("tim@example.test", PASSWORD);
    private static final String PLAIN = base64("\0" + TIM.user() + "\0" + PASSWORD);

    private final List<Transcript.Line> lines = new ArrayList<>();

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Secrets told() {
        Secrets secrets = Secrets.of(TIM);
        secrets.sends(PLAIN.getBytes(StandardCharsets.US_ASCII));
        return secrets;
    }

    /** Whether anything of the password, or of what was sent with it, can be read. */
    private static void assertHidden(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        for (String secret : List.of(PLAIN, base64(PASSWORD), PASSWORD)) {
            for (int i = 0; i + 8 <= secret.length(); i++) {
                assertThat(small).doesNotContain(secret.substring(i, i + 8).toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void eachFormThatAServerMayQuoteIsHidden() {
        byte[] bytes = PASSWORD.getBytes(StandardCharsets.UTF_8);
        for (String quoted : List.of(
                PLAIN,
                PLAIN.replace("=", ""),
                PLAIN.substring(0, 20),
                PLAIN.substring(5),
                PLAIN.toUpperCase(Locale.ROOT),
                PASSWORD,
                PASSWORD.toUpperCase(Locale.ROOT),
                PASSWORD.substring(0, 9),
                "\0" + TIM.user() + "\0" + PASSWORD,
                TIM.user() + PASSWORD,
                "user=" + TIM.user() + ";pass=" + PASSWORD + "x",
                base64(PASSWORD),
                base64("bad: " + PASSWORD),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8))) {
            String shown = told().shown("500 unrecognized: \"AUTH PLAIN " + quoted + "\" (at all)");
            assertThat(shown).startsWith("500 unrecognized: \"AUTH PLAIN ").contains("***");
            assertThat(shown).endsWith("\" (at all)");
            assertHidden(shown);
            assertThat(shown.toUpperCase(Locale.ROOT))
                    .doesNotContain(HexFormat.of().withUpperCase().formatHex(bytes));
        }
    }

    @Test
    void whatIsNoSecretStays() {
        String said = "535 5.7.8 <tim@example.test>: authentication failed, see https://mail.example/help";
        assertThat(told().shown(said)).isEqualTo(said);
    }

    @Test
    void aShortPasswordIsHiddenWhereItStandsAlone() {
        Secrets secrets = Secrets.of(new Credentials("tim", "pass"));
        secrets.sends(base64("\0tim\0pass").getBytes(StandardCharsets.US_ASCII));
        assertThat(secrets.shown("535 bad password")).isEqualTo("535 bad password");
        assertThat(secrets.shown("535 tim:pass, timpass")).isEqualTo("535 tim:***, ***");
    }

    @Test
    void whatCameBeforeTheSecretLeftIsShownAsItWas() {
        Secrets secrets = Secrets.of(TIM);
        assertThat(secrets.shown("220 " + PASSWORD)).isEqualTo("220 " + PASSWORD);
        Reply reply = new Reply(250, List.of(PASSWORD));
        assertThat(secrets.hidden(reply)).isSameAs(reply);
        assertThat(Secrets.NONE.shown("220 hi")).isEqualTo("220 hi");
    }

    @Test
    void aCancelAndAnEmptyResponseAreNoSecrets() {
        Secrets secrets = Secrets.of(TIM);
        for (String line : List.of("*", "=", "")) {
            secrets.sends(line.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(secrets.shown("501 * cancelled")).isEqualTo("501 * cancelled");
    }

    @Test
    void longTextsAreBounded() {
        assertThat(told().shown("x".repeat(1_000_000))).hasSizeLessThan(10_000);
    }

    @Test
    void aRefusalThatQuotesTheCommandIsMasked() {
        Rig rig = rig(Mechanism.PLAIN);
        rig.server("220 hi", "250-hi\r\n250 AUTH PLAIN", "500-what?\r\n500 unrecognized: \"AUTH PLAIN " + PLAIN + "\"");
        assertThat(String.valueOf(rig.owner.closedBy)).contains("500 what? unrecognized: \"AUTH PLAIN ***\"");
        assertNothingLeaks(rig);
        rig.finish("quoted");
    }

    @Test
    void everyTextBehindAuthIsMasked() {
        for (String[] replies : new String[][] {
            {"235 ok", "550 no sender " + PASSWORD},
            {"235 ok", "250 ok", "550 no recipient " + PLAIN},
            {"235 ok", "250 ok", "250 ok", "554 no data " + PLAIN},
            {"235 ok", "250 ok", "250 ok", "354 go", "554 no content " + PASSWORD},
            {"235 ok", "421 leaving: " + PASSWORD},
            {"235 ok", "250 ok", "354 " + PLAIN},
            {"235 ok", "xyz " + PASSWORD},
            {"235 ok\r\n250 nobody asked: " + PASSWORD},
            {"454 later: " + base64(PASSWORD)}
        }) {
            Rig rig = rig(Mechanism.PLAIN);
            rig.messages(1, 1);
            rig.server("220 hi", "250-hi\r\n250 AUTH PLAIN").server(replies);
            rig.session.abandon();
            assertNothingLeaks(rig);
            rig.finish(String.join("|", replies));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mechanism.class,
            names = {"PLAIN", "LOGIN", "CRAM_MD5", "DIGEST_MD5", "SCRAM_SHA_256", "XOAUTH2", "OAUTHBEARER"})
    void aServerThatEchoesEachResponseTellsNobody(Mechanism mechanism) {
        Rig rig = rig(mechanism);
        rig.server("220 hi", "250-hi\r\n250 AUTH " + mechanism.registeredName());
        StringBuilder sent = new StringBuilder(rig.said());
        for (int round = 0; round < 3 && rig.channel.isOpen(); round++) {
            rig.server("334 VXNlcm5hbWU6");
            sent.append(rig.said());
        }
        List<String> responses = sent.toString()
                .lines()
                .filter(line -> !line.startsWith("EHLO"))
                .map(line -> line.replaceFirst("^AUTH \\S+ ?", ""))
                .filter(line -> line.length() >= 8)
                .toList();
        rig.server("535 got " + String.join(" and ", responses));
        assertNothingLeaks(rig);
        String shown = lines.toString() + rig.owner.closedBy;
        for (String response : responses) {
            assertThat(shown).doesNotContain(response);
        }
        rig.finish(mechanism.registeredName());
    }

    @Test
    void aResponseIsMaskedThoughItsVerdictCameWithTheChallenge() {
        Login late = new Login(
                List.of(Mechanism.PLAIN), false, false, new dev.mailrace.sasl.SaltedPasswords(true), Runnable::run);
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard(), late),
                TIM,
                new Rig.Wire(Ticker.newMockTicker(), true),
                null,
                new Transcript(lines::add));
        rig.server("220 hi", "250-hi\r\n250 AUTH PLAIN", "334 \r\n250 surprise");
        assertNothingLeaks(rig);
        rig.finish("in one packet");
    }

    private Rig rig(Mechanism mechanism) {
        lines.clear();
        return new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard(), mechanism),
                TIM,
                new Rig.Wire(Ticker.newMockTicker(), true),
                null,
                new Transcript(lines::add));
    }

    private void assertNothingLeaks(Rig rig) {
        assertThat(lines).isNotEmpty();
        lines.forEach(line -> assertHidden(line.text()));
        assertHidden(String.valueOf(rig.owner.closedBy));
        rig.owner.outcomes.values().forEach(outcome -> assertHidden(outcome.sample()));
    }
}
