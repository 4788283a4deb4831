package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("jdk")
class LoopLoadTest {
    /** What was measured: with a saturated sink, with Postfix, with others on the machine, with eight strangers a core. */
    @ParameterizedTest
    @CsvSource({
        "0.05,0.06,true",
        "0.15,0.16,true",
        "0.13,0.51,true",
        "0.45,0.82,true",
        "0.41,0.84,true",
        "0.80,0.84,true",
        "0.58,0.71,true",
        "0.63,0.86,true",
        "0.20,0.99,false",
        "0.39,0.90,false",
        "0.55,0.89,false",
        "0.96,0.97,false",
        "0.89,0.89,false"
    })
    void onlyALoopThatStarvesMostOfTheTimeSpoilsARun(double waitShare, double starvation, boolean valid) {
        String complaint = LoopLoad.complaint(waitShare, starvation);
        assertThat(complaint == null).as("%s", complaint).isEqualTo(valid);
    }

    @Test
    void aLoopThatWaitsNoLongerThanTheLimitIsLeftAlone() {
        assertThat(LoopLoad.complaint(LoopLoad.WAIT_SHARE_MAX, 0.99)).isNull();
        assertThat(LoopLoad.complaint(LoopLoad.WAIT_SHARE_MAX + 0.01, 0.99)).isNotNull();
    }

    @Test
    void theReasonSaysHowLongAndHowLittle() {
        assertThat(LoopLoad.complaint(0.801, 0.966))
                .isEqualTo(
                        "CPU starvation: an event loop waited for a processor 80 % of the time and got 3 % of the time that it needed"
                                + " (limits 15 %, 12 %); other processes used the machine");
    }

    @Test
    void theKernelSaysHowLongAThreadWaited() {
        assumeThat(Files.exists(Path.of("/proc/self/schedstat"))).isTrue();
        LoopThread self = LoopThread.current();
        assertThat(self.id()).isPositive();
        assertThat(self.processorNanos()).isPositive();
        long before = self.waitNanos();
        assertThat(self.waitNanos()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aThreadThatIsGoneHasNotWaited() {
        LoopThread nobody = new LoopThread(Thread.currentThread(), 1); // A task of another process.
        assertThat(nobody.waitNanos()).isZero();
        LoopLoad load = new LoopLoad(List.of(new LoopThread(Thread.currentThread(), 0), nobody));
        load.begin();
        load.end(1_000_000_000);
        assertThat(load.waitShare()).isZero();
        assertThat(load.complaint()).isNull();
    }
}
