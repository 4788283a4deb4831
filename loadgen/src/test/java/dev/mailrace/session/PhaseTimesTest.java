package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long the phases took, as the owner hears it. */
class PhaseTimesTest {
    @Test
    void eachPhaseIsTimedFromItsWriteToItsReply() {
        Rig rig = new Rig(
                Rig.settings(Pipelining.TRANSACTION, Timeouts.standard(), Mechanism.LOGIN),
                new Credentials("tim", "secret"),
                new Rig.Wire(Ticker.newMockTicker(), false),
                null);
        rig.messages(1, 2).pass(Duration.ofMillis(1));
        rig.channel.connect();
        List<String> replies = List.of(
                "220 hi",
                "250-hi\r\n250-PIPELINING\r\n250 AUTH LOGIN",
                "334 ",
                "334 ",
                "235 ok",
                "250 mail",
                "250 rcpt",
                "550 rcpt",
                "354 data",
                "250 content",
                "221 bye");
        for (int i = 0; i < replies.size(); i++) {
            rig.pass(Duration.ofMillis(10L << i)).server(replies.get(i));
        }
        assertThat(millis(rig, Phase.CONNECT)).isEqualTo(1);
        assertThat(millis(rig, Phase.BANNER)).isEqualTo(10);
        assertThat(millis(rig, Phase.EHLO)).isEqualTo(20);
        assertThat(millis(rig, Phase.AUTH)).isEqualTo(40 + 80 + 160);
        assertThat(millis(rig, Phase.MAIL)).isEqualTo(320);
        assertThat(rig.owner.phases.stream()
                        .filter(ended -> ended.phase() == Phase.RCPT)
                        .map(ended -> ended.serviceNanos() / 1_000_000 + " " + ended.positive()))
                .containsExactly("960 true", "2240 false");
        assertThat(millis(rig, Phase.DATA)).isEqualTo(320 + 640 + 1280 + 2560);
        assertThat(millis(rig, Phase.CONTENT)).isEqualTo(5120);
        assertThat(millis(rig, Phase.TRANSACTION)).isEqualTo(320 + 640 + 1280 + 2560 + 5120);
        assertThat(millis(rig, Phase.QUIT)).isEqualTo(10240);
        assertThat(millis(rig, Phase.SESSION)).isEqualTo(1 + 10 * 2047);
        rig.finish("times");
    }

    @Test
    void aRejectedAuthIsTimedOverAllItsRounds() {
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.LOGIN), new Credentials("tim", "wrong"));
        rig.hello("AUTH LOGIN");
        rig.pass(Duration.ofMillis(10)).server("334 ");
        rig.pass(Duration.ofMillis(20)).server("334 ");
        rig.pass(Duration.ofMillis(40)).server("535 no");
        assertThat(millis(rig, Phase.AUTH)).isEqualTo(70);
        assertThat(rig.owner.only(Phase.AUTH).positive()).isFalse();
        rig.finish("rejected auth");
    }

    @Test
    void aSuccessMayTakeLongerThanARefusalAndEachIsTimedAsWhatItIs() {
        // Dovecot's penalty by address: the next success waits 15 s for its first challenge, a failure 2 s for its end.
        Rig success = login("235 2.7.0 Logged in.", Duration.ofSeconds(15), Duration.ofMillis(1));
        assertThat(millis(success, Phase.AUTH)).isEqualTo(15_001);
        assertThat(success.owner.only(Phase.AUTH).positive()).isTrue();
        success.finish("success");
        Rig failure = login("535 5.7.8 Authentication failed.", Duration.ofMillis(1), Duration.ofSeconds(2));
        assertThat(millis(failure, Phase.AUTH)).isEqualTo(2_001);
        assertThat(failure.owner.only(Phase.AUTH).positive()).isFalse();
        failure.finish("failure");
    }

    /** CRAM-MD5, whose challenge and last reply each take their time. */
    private static Rig login(String reply, Duration challenge, Duration last) {
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.CRAM_MD5),
                new Credentials("tim", "secret"));
        return rig.hello("AUTH CRAM-MD5")
                .pass(challenge)
                .server("334 PDFAeD4=")
                .pass(last)
                .server(reply);
    }

    private static long millis(Rig rig, Phase phase) {
        return rig.owner.only(phase).serviceNanos() / 1_000_000;
    }
}
