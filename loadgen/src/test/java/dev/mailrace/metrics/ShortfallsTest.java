package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShortfallsTest {
    private static final Outcome TURNED_AWAY =
            new Outcome(Outcome.Kind.REJECTED, Phase.BANNER, 421, "", Outcome.Reason.NONE, "421 too many");
    private static final Outcome NO_PORT =
            new Outcome(Outcome.Kind.FAILED, Phase.CONNECT, 0, "", Outcome.Reason.LOCAL_LIMIT, "no port");

    private final SessionCounts sessions = new SessionCounts();
    private final Tally measured = new Tally();
    private double rate;
    private long messages;
    private Phase whole = Phase.TRANSACTION;

    private List<Shortfall> of(RunResult.Ending ending, int asked, int open) {
        RunInfo info = new RunInfo(
                "test",
                "mailrace run",
                "0",
                1,
                Instant.EPOCH,
                "a test",
                asked,
                rate,
                0,
                TimeUnit.SECONDS.toNanos(30),
                messages,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                RunInfo.About.NOTHING);
        return new Shortfalls(info, whole, measured, sessions, open).of(ending, 12.34, 0);
    }

    private List<Shortfall> of(int asked, int open) {
        return of(RunResult.Ending.COMPLETED, asked, open);
    }

    private void begun(int attempted, int established, int lost, Outcome cause) {
        for (int i = 0; i < attempted; i++) {
            sessions.attempted("127.0.0.1");
        }
        for (int i = 0; i < established; i++) {
            sessions.established();
        }
        for (int i = 0; i < lost; i++) {
            sessions.lost(cause, "127.0.0.1");
        }
    }

    @Test
    void sessionsThatTheServerRefusedAreItsDoing() {
        begun(15, 10, 5, TURNED_AWAY);
        assertThat(of(15, 10))
                .containsExactly(new Shortfall(
                        "only 10 of 15 sessions were open at once; 5 refused at banner with 421",
                        Shortfall.Cause.SERVER));
    }

    @Test
    void sessionsThatTheServerNeverGreetedAreItsDoing() {
        begun(15, 10, 0, TURNED_AWAY);
        assertThat(of(15, 10))
                .containsExactly(new Shortfall(
                        "only 10 of 15 sessions were open at once; 5 waited for the server when the run ended",
                        Shortfall.Cause.SERVER));
    }

    @Test
    void sessionsThatWereNeverBegunAreOurs() {
        begun(10, 10, 0, TURNED_AWAY);
        assertThat(of(15, 10))
                .containsExactly(new Shortfall(
                        "only 10 of 15 sessions were open at once; 5 were never started", Shortfall.Cause.GENERATOR));
    }

    @Test
    void sessionsThatFoundNoPortAreThisMachines() {
        begun(15, 10, 5, NO_PORT);
        assertThat(of(15, 10))
                .extracting(Shortfall::cause)
                .containsExactly(Shortfall.Cause.MACHINE, Shortfall.Cause.MACHINE);
        assertThat(of(15, 15)).as("said even where all were open at last").hasSize(1);
    }

    @Test
    void sessionsThatCameAndWentAsAskedAreNoShortfall() {
        begun(40, 40, 0, TURNED_AWAY);
        assertThat(of(15, 10)).isEmpty();
    }

    @Test
    void aCountOfFewerMessagesNeedsNoMoreSessions() {
        messages = 10;
        begun(10, 10, 0, TURNED_AWAY);
        assertThat(of(15, 10)).isEmpty();
    }

    @Test
    void openLoopsAndArrivalsThatAreSessionsNeedAsManyAsTheyNeed() {
        begun(2, 2, 0, TURNED_AWAY);
        rate = 10;
        assertThat(of(15, 2)).isEmpty();
        rate = 0;
        whole = Phase.SESSION;
        assertThat(of(15, 2)).isEmpty();
    }

    @Test
    void aServerThatRefusedAllMailIsNoFaultOfTheGenerator() {
        begun(1, 1, 0, TURNED_AWAY);
        measured.arrived();
        measured.ended(new Outcome(Outcome.Kind.REJECTED, Phase.MAIL, 530, "", Outcome.Reason.NONE, "530 log in"));
        assertThat(of(1, 1)).isEmpty();
    }

    @Test
    void aRunWhoseServerWentAwayIsShortOfTime() {
        assertThat(of(RunResult.Ending.SERVER_GONE, 15, 2))
                .containsExactly(
                        new Shortfall("ended after 12.3 s of 30.0 s: the server went away", Shortfall.Cause.SERVER));
        assertThat(of(RunResult.Ending.INTERRUPTED, 15, 2)).isEmpty();
    }

    @Test
    void onlyWhatTheServerDidLeavesARunToBeBelieved() {
        assertThat(new Shortfall("", Shortfall.Cause.SERVER).spoils()).isFalse();
        assertThat(new Shortfall("", Shortfall.Cause.GENERATOR).spoils()).isTrue();
        assertThat(new Shortfall("", Shortfall.Cause.MACHINE).spoils()).isTrue();
    }
}
