package dev.mailrace.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.Gates;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Whatever ends an experiment early, the pairs that were finished before it stay. */
class PairedRunsTest {
    private static final RunResult GOOD = SampleRun.ordinary();

    private final Deque<RunResult> next = new ArrayDeque<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final PairedRuns runs = new PairedRuns(
            "",
            observers -> GOOD,
            observers -> next.remove(),
            new PairedRuns.Surroundings(name -> List.of(), stopped::get));

    private void pair() throws Exception {
        runs.run(true);
        runs.run(false);
    }

    private PairedRuns.StoppedException stop() {
        return catchThrowableOfType(PairedRuns.StoppedException.class, this::pair);
    }

    @Test
    void aRunThatIsInvalidTwice() throws Exception {
        RunResult invalid = SampleRun.ordinary(Ending.COMPLETED, SampleVerdict.INVALID);
        next.addAll(List.of(GOOD, invalid, GOOD, invalid, invalid));
        pair();
        pair();
        PairedRuns.StoppedException stop = stop();
        assertThat(stop).hasMessageContaining("b-03 is invalid, twice");
        assertThat(stop.exit()).isEqualTo(ExitCode.INVALID);
        assertKept(2);
    }

    @Test
    void aRunThatIsInterrupted() throws Exception {
        next.addAll(List.of(GOOD, SampleRun.ordinary(Ending.INTERRUPTED, SampleVerdict.VALID)));
        pair();
        PairedRuns.StoppedException stop = stop();
        assertThat(stop).hasMessage("b-02 ended early: interrupted");
        assertThat(stop.exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertKept(1);
    }

    @Test
    void anInterruptBetweenTwoRuns() throws Exception {
        next.add(GOOD);
        pair();
        stopped.set(true);
        PairedRuns.StoppedException stop = stop();
        assertThat(stop).hasMessage("interrupted before a-02");
        assertThat(stop.exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertKept(1);
    }

    private void assertKept(int pairs) {
        assertThat(runs.pairs()).isEqualTo(pairs);
        assertThat(runs.comparison(Gates.STANDARD).sides().base()).hasSize(pairs);
    }
}
