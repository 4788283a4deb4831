package dev.mailrace.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.runfile.SampleRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was found on a machine that was busy, or not to its end, is neither kept nor relied on. */
class CalibrationDoubtTest {
    private static final RunResult GOOD = SampleRun.ordinary();

    private static RunResult with(RunResult.Ending ending, SelfHealth.Verdict self) {
        return new RunResult(
                GOOD.info(),
                ending,
                GOOD.measuredSeconds(),
                GOOD.measured(),
                GOOD.warmup(),
                GOOD.sessions(),
                GOOD.connectionsMax(),
                GOOD.slip(),
                GOOD.backlogWait(),
                self,
                List.of(),
                0);
    }

    @Test
    void twoGoodRunsLeaveNoDoubt() {
        assertThat(Calibrator.doubt(GOOD, GOOD)).isEmpty();
    }

    @Test
    void anInvalidRunLeavesOneWhicheverOfTheTwoItWas() {
        RunResult bad = with(RunResult.Ending.COMPLETED, SampleRun.INVALID);
        assertThat(Calibrator.doubt(bad, GOOD)).isNotEmpty().isEqualTo(Calibrator.doubt(GOOD, bad));
    }

    @Test
    void aRunThatEndedEarlyLeavesOne() {
        RunResult early = with(RunResult.Ending.INTERRUPTED, SampleRun.VALID);
        assertThat(Calibrator.doubt(GOOD, early)).contains("ended early");
    }
}
