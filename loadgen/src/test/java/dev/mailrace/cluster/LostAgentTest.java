package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.session.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Agents and coordinators that go while a run goes on. */
class LostAgentTest extends ClusterFixture {
    @Test
    void anAgentThatIsEndedAtItsMachineSaysSo() throws InterruptedException {
        CompletableFuture<RunResult> run = begun(2);
        unwanted.set(true);
        RunResult result = run.join();
        assertThat(endings).extracting(CompletableFuture::join).contains(Agent.Ending.LEFT);
        assertThat(result.balanced()).isTrue();
        assertThat(result.self().reasons())
                .anyMatch(reason -> reason.contains(" ended its part early: it was interrupted there"));
        assertThat(result.measured().count(Outcome.Kind.ACCEPTED)
                        + result.warmup().count(Outcome.Kind.ACCEPTED))
                .as("what it measured came with it")
                .isEqualTo(sink.stop().totals().messages());
    }

    @Test
    void aRunThatLosesAnAgentEndsAndNamesIt() throws InterruptedException {
        CompletableFuture<RunResult> run = begun(2);
        agents.get(0).close();
        RunResult result = run.join();
        assertThat(result.balanced()).as("what had no end has one").isTrue();
        assertThat(result.self().valid()).isFalse();
        assertThat(result.self().reasons())
                .anyMatch(reason ->
                        reason.matches("agent [12] \\(host, process 0\\) was lost, with 1/2 of the load: .*"));
        assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isPositive();
    }

    @Test
    void aRunThatGoesOnWithoutAnAgentHasWhatTheOthersMeasured() throws InterruptedException {
        goesOn = true;
        length = Duration.ofSeconds(8);
        CompletableFuture<RunResult> run = begun(2);
        agents.get(0).close();
        RunResult result = run.join();
        assertThat(result.balanced()).isTrue();
        assertThat(result.self().valid()).isFalse();
        assertThat(result.measuredSeconds()).as("to its end").isEqualTo(8);
    }

    @Test
    void anAgentThatIsLostBetweenTwoRunsIsMissedInTheSecond() throws InterruptedException {
        length = Duration.ofSeconds(1);
        RunResult first = begun(2).join();
        assertThat(first.ending()).isEqualTo(RunResult.Ending.COMPLETED);
        agents.get(0).close();
        assertThatThrownBy(
                        () -> Objects.requireNonNull(coordinator).prepare(scenario(Duration.ofSeconds(1), 1), plan()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageMatching("agent [12] \\(host, process 0\\): it .*");
    }

    @Test
    void anAgentThatLosesItsCoordinatorSendsNoMore() throws InterruptedException {
        silenceMax = Duration.ofSeconds(3);
        begun(1);
        Objects.requireNonNull(coordinator).vanish();
        assertThat(endings.get(0).join()).isEqualTo(Agent.Ending.LOST);
        RunResult own = Objects.requireNonNull(kept.get(0).result);
        assertThat(own.ending()).isEqualTo(RunResult.Ending.INTERRUPTED);
        assertThat(own.balanced()).isTrue();
        assertThat(own.measured().count(Outcome.Kind.ACCEPTED))
                .as("it keeps what it measured")
                .isEqualTo(sink.stop().totals().messages());
    }
}
