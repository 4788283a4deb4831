package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.SaltedPasswords;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeoutTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration ALMOST = TIMEOUT.minusMillis(1);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Credentials TIM = new Credentials("tim", "tanstaaftanstaaf");

    @ParameterizedTest
    @EnumSource(names = {"CONNECT", "BANNER", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "CONTENT", "RSET", "QUIT"})
    void aSilentServerEndsThePhaseAtMostAnEighthLate(Phase phase) {
        Timeouts timeouts = Timeouts.standard().with(phase, TIMEOUT);
        Rig rig = silentAt(phase, timeouts);
        rig.said();

        rig.pass(TIMEOUT);
        assertThat(rig.owner.closedCount).as("closed after just the timeout").isZero();
        Duration waited = TIMEOUT;
        while (rig.owner.closedCount == 0) {
            assertThat(waited).isLessThanOrEqualTo(TIMEOUT.plus(TIMEOUT.dividedBy(8)));
            rig.pass(STEP);
            waited = waited.plus(STEP);
        }

        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed timeout " + phase.label());
        assertThat(rig.owner.closedBy).isNotNull();
        assertThat(rig.owner.only(phase).positive()).isFalse();
        assertThat(rig.owner.endings)
                .isEqualTo(
                        switch (phase) {
                            case MAIL, RCPT, DATA -> List.of("failed timeout " + phase.label());
                            case CONTENT -> List.of("unconfirmed timeout");
                            case RSET -> List.of("rejected rcpt 550");
                            case QUIT -> List.of("accepted");
                            default -> List.of();
                        });
        rig.finish(phase.toString());
    }

    /** A session that has written what that phase waits for. */
    private static Rig silentAt(Phase phase, Timeouts timeouts) {
        Mechanism[] mechanisms = phase == Phase.AUTH ? new Mechanism[] {Mechanism.PLAIN} : new Mechanism[0];
        SessionSettings settings = Rig.settings(Pipelining.NONE, timeouts, mechanisms);
        Rig rig = new Rig(
                settings,
                phase == Phase.AUTH ? TIM : null,
                new Rig.Wire(Ticker.newMockTicker(), phase != Phase.CONNECT),
                null);
        rig.messages(1, 1);
        List<String> replies = switch (phase) {
            case EHLO -> List.of("220 hi");
            case AUTH -> List.of("220 hi", "250-hi\r\n250 AUTH PLAIN");
            case MAIL -> List.of("220 hi", "250 hi");
            case RCPT -> List.of("220 hi", "250 hi", "250 ok");
            case DATA -> List.of("220 hi", "250 hi", "250 ok", "250 ok");
            case CONTENT -> List.of("220 hi", "250 hi", "250 ok", "250 ok", "354 go");
            case RSET -> List.of("220 hi", "250 hi", "250 ok", "550 no");
            case QUIT -> List.of("220 hi", "250 hi", "250 ok", "250 ok", "354 go", "250 ok");
            default -> List.of();
        };
        return rig.server(replies.toArray(new String[0]));
    }

    @Test
    void aSlowButSteadyServerIsNotTimedOut() {
        Rig rig = new Rig(
                Rig.settings(Pipelining.NONE, Timeouts.all(TIMEOUT), Mechanism.LOGIN),
                TIM,
                new Rig.Wire(Ticker.newMockTicker(), false),
                null);
        rig.messages(2, 2).pass(ALMOST);
        rig.channel.connect();
        for (String reply : List.of(
                "220 hi",
                "250-hi\r\n250 AUTH LOGIN",
                "334 ",
                "334 ",
                "235 ok",
                "250 ok",
                "250 ok",
                "250 ok",
                "354 go",
                "250 ok",
                "250 ok",
                "550 no",
                "550 no",
                "250 reset",
                "221 bye")) {
            rig.pass(ALMOST).server(reply);
        }
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("clean");
        assertThat(rig.owner.endings).containsExactly("accepted", "rejected rcpt 550");
        rig.finish("slow");
    }

    @Test
    void aSlowButSteadyServerIsNotTimedOutWithinAGroup() {
        Rig rig = new Rig(Rig.settings(Pipelining.SESSION, Timeouts.all(TIMEOUT)), null);
        rig.messages(2, 3).hello("PIPELINING");
        for (String reply : List.of(
                "250 ok",
                "250 ok",
                "250 ok",
                "250 ok",
                "354 go",
                "250 first",
                "250 ok",
                "250 ok",
                "250 ok",
                "250 ok",
                "354 go",
                "250 second",
                "221 bye")) {
            rig.pass(ALMOST).server(reply);
        }
        assertThat(rig.owner.endings).containsExactly("accepted", "accepted");
        rig.finish("slow group");
    }

    @ParameterizedTest
    @EnumSource(names = {"MAIL", "RCPT", "DATA"})
    void eachCommandOfAGroupHasItsOwnLimitFromTheReplyBeforeIt(Phase phase) {
        Timeouts timeouts = Timeouts.standard().with(phase, TIMEOUT);
        Rig rig = new Rig(Rig.settings(Pipelining.TRANSACTION, timeouts), null);
        rig.messages(1, 1).hello("PIPELINING");
        for (int i = phase.ordinal() - Phase.MAIL.ordinal(); i > 0; i--) {
            rig.pass(TIMEOUT.multipliedBy(5)).server("250 ok"); // Of another command, whose limit is another.
        }
        rig.pass(ALMOST);
        assertThat(rig.owner.closedCount).as("just before the limit").isZero();
        rig.pass(TIMEOUT.dividedBy(8).plusMillis(2));
        assertThat(rig.owner.endings).containsExactly("failed timeout " + phase.label());
        rig.finish(phase.toString());
    }

    @Test
    void halfAReplyDoesNotBuyTime() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.all(TIMEOUT)), null);
        rig.pass(ALMOST).server("220-more to come");
        rig.pass(ALMOST);
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed timeout banner");
        rig.finish("half a reply");
    }

    @Test
    void theSampleNamesTheLimit() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.all(Duration.ofMillis(1500))), null);
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.owner.closedBy).extracting(Outcome::sample).isEqualTo("no banner within 1500 ms");
        rig.finish("sample");
    }

    @Test
    void eachOfManySessionsOnOneLoopHasItsOwnDeadline() {
        MockTicker ticker = Ticker.newMockTicker();
        EmbeddedChannel clock = EmbeddedChannel.builder().ticker(ticker).build();
        SessionSettings settings = Rig.settings(Pipelining.NONE, Timeouts.all(TIMEOUT));
        Deadlines deadlines = new Deadlines(clock.eventLoop(), settings.timeouts());
        List<Rig> silent = new ArrayList<>();
        List<Rig> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Rig rig = new Rig(settings, null, new Rig.Wire(ticker, true), deadlines);
            all.add(rig);
            if (i % 3 == 0) {
                silent.add(rig);
            }
            ticker.advance(10, TimeUnit.MILLISECONDS);
        }
        List<Rig> order = new ArrayList<>(all);
        Collections.shuffle(order, new Random(7));
        for (Rig rig : order.subList(0, 40)) {
            if (!silent.contains(rig)) {
                rig.session.abandon(); // Removed from the middle: another takes its slot.
            }
        }
        ticker.advance(7, TimeUnit.SECONDS);
        for (Rig rig : order) {
            if (!silent.contains(rig) && rig.owner.closedCount == 0) {
                rig.server("220 hi"); // Re-armed: EHLO now.
            }
        }
        ticker.advance(TIMEOUT.minusSeconds(7).toMillis(), TimeUnit.MILLISECONDS);
        clock.runScheduledPendingTasks();
        for (Rig rig : all) {
            assertThat(rig.owner.closedCount == 1)
                    .as("%d", all.indexOf(rig))
                    .isEqualTo(silent.contains(rig) || Objects.equals(rig.owner.closedBy, Outcome.CUT_OFF));
        }
        ticker.advance(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        clock.runScheduledPendingTasks();
        for (Rig rig : all) {
            assertThat(rig.owner.closedCount).isEqualTo(1);
            rig.finish("" + all.indexOf(rig));
        }
        assertThat(clock.runScheduledPendingTasks())
                .as("the next task when nobody is left")
                .isEqualTo(-1);
    }

    @Test
    void aSessionThatBeginsAfterAPauseIsWatchedAsWell() {
        MockTicker ticker = Ticker.newMockTicker();
        EmbeddedChannel clock = EmbeddedChannel.builder().ticker(ticker).build();
        SessionSettings settings = Rig.settings(Pipelining.NONE, Timeouts.all(TIMEOUT));
        Deadlines deadlines = new Deadlines(clock.eventLoop(), settings.timeouts());
        for (String which : List.of("first", "second")) {
            Rig rig = new Rig(settings, null, new Rig.Wire(ticker, true), deadlines);
            ticker.advance(10, TimeUnit.SECONDS);
            clock.runScheduledPendingTasks();
            assertThat(RecordingOwner.describe(rig.owner.closedBy)).as(which).isEqualTo("failed timeout banner");
            rig.finish(which);
        }
    }

    @Test
    void anOwnerMayEndOthersWhenOneTimesOut() {
        MockTicker ticker = Ticker.newMockTicker();
        EmbeddedChannel clock = EmbeddedChannel.builder().ticker(ticker).build();
        SessionSettings settings = Rig.settings(Pipelining.NONE, Timeouts.all(TIMEOUT));
        Deadlines deadlines = new Deadlines(clock.eventLoop(), settings.timeouts());
        List<Rig> rigs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rigs.add(new Rig(settings, null, new Rig.Wire(ticker, true), deadlines));
        }
        for (Rig rig : rigs) {
            rig.owner.onClosed = () -> rigs.forEach(other -> other.session.abandon());
        }
        ticker.advance(10, TimeUnit.SECONDS);
        clock.runScheduledPendingTasks();
        assertThat(rigs)
                .filteredOn(rig -> !Objects.equals(rig.owner.closedBy, Outcome.CUT_OFF))
                .hasSize(1);
        rigs.forEach(rig -> rig.finish("ended by another"));
    }

    @Test
    void whileTheClientWorksOutItsLoginTheServersTimeStandsStill() {
        List<Runnable> pool = new ArrayList<>();
        Login login = new Login(List.of(Mechanism.SCRAM_SHA_256), true, false, new SaltedPasswords(true), pool::add);
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard().with(Phase.AUTH, TIMEOUT), login), TIM);
        rig.hello("AUTH SCRAM-SHA-256");
        String nonce = new String(
                        Base64.getDecoder().decode(rig.said().strip().replace("AUTH SCRAM-SHA-256 ", "")),
                        StandardCharsets.US_ASCII)
                .replaceAll(".*r=", "");
        rig.server("334 "
                + Base64.getEncoder()
                        .encodeToString(("r=" + nonce + "x,s=AQID,i=4096").getBytes(StandardCharsets.US_ASCII)));
        rig.expectNothing().pass(TIMEOUT.multipliedBy(5));
        assertThat(rig.owner.closedCount).as("waiting for a thread that hashes").isZero();
        pool.get(0).run();
        rig.channel.runPendingTasks();
        assertThat(rig.said()).isNotEmpty();
        rig.pass(ALMOST);
        assertThat(rig.owner.closedCount).as("the server has all of its time").isZero();
        rig.pass(TIMEOUT);
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed timeout auth");
        rig.finish("hashing");
    }

    @Test
    void aCloseWhileTheClientWorksOutItsLoginIsOfAuth() {
        List<Runnable> pool = new ArrayList<>();
        Login login = new Login(List.of(Mechanism.SCRAM_SHA_256), true, false, new SaltedPasswords(true), pool::add);
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), login), TIM);
        rig.hello("AUTH SCRAM-SHA-256").server("334 cj14").serverCloses();
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed closed auth");
        rig.finish("closed while hashing");
    }
}
