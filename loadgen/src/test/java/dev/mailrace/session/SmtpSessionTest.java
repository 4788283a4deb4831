package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session promises its owner; what it says to the server stands in the dialogues. */
class SmtpSessionTest {
    // Work.

    @Test
    void anIdleSessionTakesATransactionFromOutside() {
        Rig rig = idle();
        assertThat(rig.session.ready()).isTrue();
        begin(rig, 1);
        rig.expect("MAIL FROM:<s@example.org>");
        assertThat(rig.session.ready()).isFalse();
        assertThatThrownBy(() -> rig.session.begin(rig.letter(2, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one at a time");
        rig.server("550 no");
        assertThat(rig.session.ready()).isTrue();
        assertThat(rig.owner.endings).containsExactly("rejected mail 550");
        rig.finish("idle");
    }

    @Test
    void aSessionIsNotReadyBeforeItIsEstablishedNorAfterQuit() {
        Rig rig = Rig.of(Pipelining.NONE);
        rig.owner.quitsWhenDone = false;
        assertThat(rig.session.ready()).isFalse();
        rig.hello();
        assertThat(rig.session.ready()).isTrue();
        rig.session.quit();
        assertThat(rig.session.ready()).isFalse();
        rig.expect("QUIT");
        rig.server("221 bye");
        rig.finish("ready");
    }

    @Test
    void withSessionPipeliningTheNextMayBeginBehindTheContent() {
        Rig rig = Rig.of(Pipelining.SESSION);
        rig.owner.quitsWhenDone = false;
        rig.hello("PIPELINING");
        begin(rig, 1);
        rig.expect("MAIL FROM:<s@example.org>", "RCPT TO:<r1@example.org>", "DATA");
        assertThat(rig.session.ready()).isFalse();
        rig.server("250 ok", "250 ok", "354 go");
        assertThat(rig.said()).endsWith("\r\n.\r\n");
        assertThat(rig.session.ready()).isTrue();
        begin(rig, 2);
        rig.expect("MAIL FROM:<s@example.org>", "RCPT TO:<r1@example.org>", "DATA");
        assertThat(rig.session.ready()).isFalse();
        rig.server("250 ok");
        assertThat(rig.session.ready()).isFalse();
        rig.finish("pipelined");
    }

    @Test
    void withSessionPipeliningASessionIsNotReadyBeforeItIsEstablishedNorOnceItIsToQuit() {
        SessionSettings settings = Rig.settings(Pipelining.SESSION, Timeouts.standard(), Mechanism.PLAIN);
        Rig rig = new Rig(settings, new Credentials("tim", "x"));
        rig.owner.quitsWhenDone = false;
        rig.hello("PIPELINING", "AUTH PLAIN");
        assertThat(rig.session.ready()).as("while AUTH is under way").isFalse();
        rig.server("235 ok");
        begin(rig, 1);
        rig.server("250 ok", "250 ok", "354 go");
        assertThat(rig.session.ready()).isTrue();
        rig.session.quit();
        assertThat(rig.session.ready()).as("once it is to quit").isFalse();
        rig.said();
        rig.server("250 ok").expect("QUIT");
        rig.finish("not ready");
    }

    @Test
    void aSessionWaitsForItsResetBeforeItIsReady() {
        Rig rig = Rig.of(Pipelining.SESSION);
        rig.owner.quitsWhenDone = false;
        rig.hello("PIPELINING");
        begin(rig, 1);
        rig.server("250 ok", "550 no", "503 no");
        assertThat(rig.owner.endings).containsExactly("rejected rcpt 550");
        assertThat(rig.session.ready()).isFalse();
        rig.server("250 ok");
        assertThat(rig.session.ready()).isTrue();
        rig.finish("reset");
    }

    @Test
    void capabilitiesAreThoseOfTheLastEhlo() {
        Rig rig = Rig.of(Pipelining.NONE);
        assertThat(rig.session.capabilities().keywords()).isEmpty();
        rig.hello("SIZE 1000");
        assertThat(rig.session.capabilities().sizeMax()).isEqualTo(1000);
        rig.finish("capabilities");
    }

    @Test
    void aTransactionObjectMayBeUsedAgain() {
        Rig rig = idle();
        Letter letter = rig.letter(1, 2);
        rig.owner.begun.add(letter);
        rig.session.begin(letter);
        rig.server("250 ok", "550 no", "550 no", "250 reset");
        assertThat(rig.owner.outcomes.remove(letter)).isNotNull();
        rig.session.begin(letter);
        assertThat(letter.recipientRefusal()).isNull();
        rig.server("250 ok", "250 ok", "250 ok", "354 go", "250 ok");
        assertThat(letter.recipientsAccepted()).isEqualTo(2);
        assertThat(rig.owner.endings).containsExactly("rejected rcpt 550", "accepted");
        rig.end("used again");
        rig.owner.assertNoFaults("used again");
    }

    // Writes.

    @Test
    void aTurnIsOneWriteWhenTheBodyIsSmall() {
        Rig rig = Rig.of(Pipelining.SESSION);
        rig.messages(2, 3).hello("PIPELINING");
        assertThat(rig.channel.outboundMessages()).hasSize(1);
        rig.said();
        rig.serverBytes("250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(rig.channel.outboundMessages())
                .as("content and the next envelope")
                .hasSize(1);
        assertThat(rig.said()).contains("\r\n.\r\nMAIL FROM:");
        rig.finish("one write");
    }

    @Test
    void theOwnerHearsOfEachReadThatDidNotEndTheSession() {
        Rig rig = Rig.of(Pipelining.TRANSACTION);
        rig.messages(1, 1).hello("PIPELINING");
        int before = rig.owner.readsCompleted;
        assertThat(before).isEqualTo(2);
        rig.serverBytes("421 bye\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(rig.owner.closedCount).isEqualTo(1);
        assertThat(rig.owner.readsCompleted).isEqualTo(before);
    }

    @Test
    void aLargeBodyIsSharedAndGoesOutBetweenTwoBuffers() {
        Rig rig = Rig.of(Pipelining.SESSION);
        String body = "x".repeat(76).concat("\r\n").repeat(1000);
        rig.body.clear().writeCharSequence(body, StandardCharsets.US_ASCII);
        rig.messages(2, 1).hello("PIPELINING");
        rig.said();
        rig.server("250 ok", "250 ok", "354 go");
        assertThat(rig.channel.outboundMessages()).hasSize(3);
        assertThat(rig.body.refCnt()).as("not copied").isEqualTo(2);
        assertThat(rig.said())
                .isEqualTo("Subject: message 1\r\n\r\n" + body
                        + ".\r\nMAIL FROM:<s@example.org>\r\nRCPT TO:<r1@example.org>\r\nDATA\r\n");
        rig.finish("large body");
    }

    // Ends.

    @Test
    void quitWaitsForTheLastReplyAndTakesNoMoreWork() {
        Rig rig = Rig.of(Pipelining.NONE).messages(2, 1);
        rig.hello().said();
        rig.session.quit();
        rig.session.quit();
        rig.expectNothing().server("250 ok").expect("RCPT TO:<r1@example.org>");
        rig.server("250 ok").expect("DATA").server("354 go").said();
        rig.server("250 ok").expect("QUIT").server("221 bye");
        assertThat(rig.owner.endings).containsExactly("accepted");
        assertThat(rig.owner.closedBy).isNull();
        assertThat(rig.owner.only(Phase.SESSION).positive()).isTrue();
        rig.finish("quit");
    }

    @Test
    void quitBeforeTheSessionIsEstablishedJustCloses() {
        Rig rig = Rig.of(Pipelining.NONE).server("220 hi");
        rig.said();
        rig.session.quit();
        rig.expectNothing();
        assertThat(rig.owner.closedCount).isEqualTo(1);
        assertThat(rig.owner.closedBy).isNull();
        assertThat(rig.owner.only(Phase.EHLO).positive()).isFalse();
        rig.finish("quit early");
    }

    @ParameterizedTest
    @EnumSource(names = {"MAIL", "CONTENT"})
    void abandonCutsOffWhatIsUnderWay(Phase phase) {
        Rig rig = Rig.of(Pipelining.NONE).messages(1, 1).hello();
        if (phase == Phase.CONTENT) {
            rig.server("250 ok", "250 ok", "354 go");
        }
        rig.session.abandon();
        rig.session.abandon();
        assertThat(rig.owner.endings)
                .as("content whose end has left may have been taken")
                .containsExactly(phase == Phase.CONTENT ? "unconfirmed cut_off" : "cut_off " + phase.label());
        assertThat(rig.owner.closedBy).isEqualTo(Outcome.CUT_OFF);
        assertThat(rig.channel.isOpen()).isFalse();
        rig.finish("abandon");
    }

    @Test
    void aSessionMayBeAbandonedWhileItConnects() {
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard()),
                null,
                new Rig.Wire(Ticker.newMockTicker(), false),
                null);
        rig.session.abandon();
        rig.session.connectFailed(new ConnectException("the channel was closed by us"));
        assertThat(rig.owner.closedBy).isEqualTo(Outcome.CUT_OFF);
        assertThat(rig.owner.only(Phase.CONNECT).positive()).isFalse();
        rig.finish("abandoned while connecting");
    }

    @Test
    void aFailedConnectIsReportedOnce() {
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard()),
                null,
                new Rig.Wire(Ticker.newMockTicker(), false),
                null);
        rig.pass(Duration.ofMillis(20));
        rig.session.connectFailed(new ConnectException("Connection refused"));
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed refused connect");
        assertThat(rig.owner.only(Phase.CONNECT).serviceNanos()).isEqualTo(20_000_000);
        rig.finish("refused");
    }

    @Test
    void aSessionThatNeverGotASocketEndsOnce() {
        RecordingOwner owner = new RecordingOwner();
        EmbeddedChannel clock = new EmbeddedChannel();
        SessionSettings settings = Rig.settings(Pipelining.NONE, Timeouts.standard());
        SmtpSession session = new SmtpSession(
                settings, Caller.ANYBODY, Rig.SERVER, owner, new Deadlines(clock.eventLoop(), settings.timeouts()));
        session.connectFailed(new IOException("Too many open files"));
        session.connectFailed(new IOException("again"));
        session.abandon();
        assertThat(RecordingOwner.describe(owner.closedBy)).isEqualTo("failed local_limit connect");
        assertThat(owner.only(Phase.CONNECT).positive()).isFalse();
        owner.assertBalanced("no socket");
    }

    @Test
    void aSessionMayBeEndedBeforeItHearsThatItGotNoSocket() {
        for (boolean politely : new boolean[] {true, false}) {
            RecordingOwner owner = new RecordingOwner();
            EmbeddedChannel clock = new EmbeddedChannel();
            SessionSettings settings = Rig.settings(Pipelining.NONE, Timeouts.standard());
            SmtpSession session = new SmtpSession(
                    settings, Caller.ANYBODY, Rig.SERVER, owner, new Deadlines(clock.eventLoop(), settings.timeouts()));
            if (politely) {
                session.quit();
            } else {
                session.abandon();
            }
            session.connectFailed(new IOException("Too many open files"));
            assertThat(owner.closedBy).isEqualTo(politely ? null : Outcome.CUT_OFF);
            owner.assertBalanced("ended before");
        }
    }

    @Test
    void aFaultOfTheOwnerIsReportedAndEndsTheSession() {
        Rig rig = Rig.of(Pipelining.NONE).messages(1, 1);
        rig.owner.faultAtEstablished = new IllegalStateException("an internal error");
        rig.hello();
        assertThat(rig.owner.brokenBy).isSameAs(rig.owner.faultAtEstablished);
        assertThat(rig.owner.closedBy).isEqualTo(Outcome.CUT_OFF);
        rig.finish("broken");
    }

    @Test
    void aSecondWordOfTheConnectionChangesNothing() {
        Rig rig = Rig.of(Pipelining.NONE);
        rig.channel.pipeline().fireChannelActive();
        rig.server("220 hi").expect("EHLO client.example");
        rig.channel.pipeline().fireChannelActive();
        assertThat(rig.owner.phases).hasSize(2);
        rig.finish("active twice");
    }

    @Test
    void aCloseInTheMiddleOfAReplyIsNamedSo() {
        Rig whole = Rig.of(Pipelining.NONE);
        whole.serverCloses();
        assertThat(whole.owner.closedBy).extracting(Outcome::sample).isEqualTo("closed by the server");
        Rig half = Rig.of(Pipelining.NONE).server("220-hi");
        half.serverCloses();
        assertThat(half.owner.closedBy).extracting(Outcome::sample).isEqualTo("closed in the middle of a reply");
    }

    @Test
    void aWriteThatFailsEndsTheSessionThoughNothingIsRead() {
        HeldWrites kernel = new HeldWrites();
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard()),
                null,
                new Rig.Wire(Ticker.newMockTicker(), true),
                null,
                kernel);
        rig.messages(1, 1);
        kernel.holding = true;
        rig.server("220 hi");
        kernel.fail();
        assertThat(rig.owner.closedCount).as("a reply may still explain it").isZero();
        rig.pass(Duration.ofSeconds(3));
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed reset ehlo");
        rig.finish("failed write");
    }

    @Test
    void aServerThatNeverStopsChallengingIsLeft() {
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.LOGIN), new Credentials("tim", "x"));
        rig.hello("AUTH LOGIN");
        int challenges = 0;
        while (rig.owner.closedCount == 0 && challenges < 100) {
            rig.server("334 ");
            challenges++;
        }
        assertThat(challenges).isLessThanOrEqualTo(20);
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed authentication auth");
        rig.finish("endless challenges");
    }

    // What a lost connection makes of a message.

    @Test
    void aMessageWhoseFinalDotNeverLeftIsFailedAndNotInDoubt() {
        Rig rig = Rig.of(Pipelining.NONE).messages(1, 1).hello();
        rig.server("250 ok", "250 ok").said();
        // In one segment: nothing of the content has been written when the session ends.
        rig.server("354 go\r\nnonsense");
        assertThat(rig.owner.endings).containsExactly("failed protocol content");
        rig.expectNothing().finish("never written");
    }

    @Test
    void aMessageIsInDoubtOnlyWhenTheKernelMayHaveItsFinalDot() {
        // The head and the first piece, the second and the final dot; of a write that stood it may have begun the next.
        for (int taken = 2; taken <= 4; taken++) {
            HeldWrites kernel = new HeldWrites();
            Rig rig = new Rig(
                    Rig.settings(Pipelining.NONE, Timeouts.standard()),
                    null,
                    new Rig.Wire(Ticker.newMockTicker(), true),
                    null,
                    kernel);
            rig.body.clear().writeZero(100_000);
            rig.messages(1, 1).hello();
            rig.server("250 ok", "250 ok");
            kernel.holding = true;
            rig.server("354 go");
            kernel.take(taken);
            rig.serverResets();
            kernel.fail();
            assertThat(rig.owner.endings).containsExactly(taken > 2 ? "unconfirmed reset" : "failed reset content");
            rig.finish("writes taken: " + taken);
        }
    }

    private static Rig idle() {
        Rig rig = Rig.of(Pipelining.NONE);
        rig.owner.quitsWhenDone = false;
        return rig.hello();
    }

    private static void begin(Rig rig, int number) {
        Letter letter = rig.letter(number, 1);
        rig.owner.begun.add(letter);
        rig.session.begin(letter);
    }
}
