package dev.mailrace.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import org.junit.jupiter.api.Test;

/** What was found on a machine that was busy, or not to its end, is neither kept nor relied on. */
class CalibrationDoubtTest {
    private static final RunResult GOOD = SampleRun.ordinary();

    @Test
    void twoGoodRunsLeaveNoDoubt() {
        assertThat(Calibrator.doubt(GOOD, GOOD)).isEmpty();
    }

    @Test
    void anInvalidRunLeavesOneWhicheverOfTheTwoItWas() {
        RunResult bad = SampleRun.ordinary(RunResult.Ending.COMPLETED, SampleVerdict.INVALID);
        assertThat(Calibrator.doubt(bad, GOOD)).isNotEmpty().isEqualTo(Calibrator.doubt(GOOD, bad));
    }

    @Test
    void aRunThatEndedEarlyLeavesOne() {
        RunResult early = SampleRun.ordinary(RunResult.Ending.INTERRUPTED, SampleVerdict.VALID);
        assertThat(Calibrator.doubt(GOOD, early)).contains("ended early");
    }
}
