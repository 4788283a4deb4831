package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stops a generator from outside. */
class HeldTimeTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private long stopped;
    private long throttled;
    private final HeldTime held = new HeldTime(() -> stopped, () -> throttled, 2);

    @ParameterizedTest
    @CsvSource({"900,10000,true", "1100,10000,false", "450,1000,false", "190,400,true", "210,400,false"})
    void aTenthOfTheTimeAndAFifthOfASecondAreTooMuch(long stoppedMillis, long lengthMillis, boolean valid) {
        stopped = 5_000 * MILLI; // Before it began.
        held.begin();
        stopped += stoppedMillis * MILLI;
        held.end(lengthMillis * MILLI);
        assertThat(held.complaints().isEmpty()).isEqualTo(valid);
        assertThat(held.ofLimit() <= 1).isEqualTo(valid);
        assertThat(held.notes().isEmpty()).isEqualTo(!valid);
    }

    @Test
    void theReasonSaysForHowLong() {
        held.begin();
        stopped = 430 * MILLI;
        throttled = 3_000 * MILLI;
        held.end(1_000 * MILLI);
        assertThat(held.complaints())
                .containsExactly(
                        "the process was suspended for 43 % of the time (limit 10 %); it or its machine was stopped,"
                                + " or memory was short",
                        "a CPU quota throttled threads, taken together for 150 % of the time (limit"
                                + " 10 %); raise the quota of its control group, or ask for less");
    }

    @Test
    void aLittleIsANoteAndHardlyAnythingIsNone() {
        held.begin();
        stopped = 10 * MILLI;
        throttled = 100 * MILLI; // Of each of two processors, half of it.
        held.end(1_000 * MILLI);
        assertThat(held.complaints()).isEmpty();
        assertThat(held.notes()).containsExactly("a CPU quota throttled threads, taken together for 5 % of the time");
    }

    @Test
    void whoWakesLateWithoutWaitingForAProcessorWasHeld() {
        HoldWatch watch = new HoldWatch();
        watch.late(80 * MILLI, 0, HoldWatch.LATE_NANOS);
        assertThat(watch.heldNanos()).isEqualTo(80 * MILLI);
        watch.late(90 * MILLI, 20 * MILLI, HoldWatch.LATE_NANOS);
        assertThat(watch.heldNanos()).as("it waited for 20 of 90").isEqualTo(150 * MILLI);
        watch.late(90 * MILLI, 105 * MILLI, HoldWatch.LATE_NANOS);
        assertThat(watch.heldNanos()).as("all but 5").isEqualTo(150 * MILLI);
        watch.late(40 * MILLI, 105 * MILLI, HoldWatch.LATE_NANOS_WAIT_UNKNOWN);
        assertThat(watch.heldNanos()).as("within what is normal").isEqualTo(150 * MILLI);
    }

    private static Path stat(Path folder, String text) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve("cpu.stat"), text);
    }

    private static CpuQuota quota(Path folder, String groups) throws IOException {
        return CpuQuota.of(
                new ControlGroups(Files.writeString(folder.resolve("self"), groups), folder.resolve("cgroup")));
    }

    @Test
    void theControlGroupSaysHowLongItWasThrottled(@TempDir Path folder) throws IOException {
        Path root = folder.resolve("cgroup");
        Path stat = stat(root.resolve("a/b"), "usage_usec 9\nnr_throttled 3\nthrottled_usec 1500\n");
        stat(root, "usage_usec 9\n"); // The root has no quota.
        CpuQuota quota = quota(folder, "0::/a/b\n");
        assertThat(quota.throttledNanos()).isEqualTo(1_500_000);
        Files.delete(stat);
        assertThat(quota.throttledNanos()).isZero();
    }

    @Test
    void aGroupAroundItMayHaveTheQuota(@TempDir Path folder) throws IOException {
        Path root = folder.resolve("cgroup");
        stat(root.resolve("a/b"), "throttled_usec 0\n");
        stat(root.resolve("a"), "throttled_usec 7\n");
        assertThat(quota(folder, "0::/a/b\n").throttledNanos()).isEqualTo(7_000);
    }

    @Test
    void version1HasAFolderAController(@TempDir Path folder) throws IOException {
        Path root = folder.resolve("cgroup");
        stat(root.resolve("cpu,cpuacct/a"), "nr_periods 5\nnr_throttled 3\nthrottled_time 2500\n");
        assertThat(quota(folder, "8:pids:/a\n4:cpu,cpuacct:/a\n0::/\n").throttledNanos())
                .isEqualTo(2_500);
    }

    @Test
    void aContainerSeesTheNamesFromOutsideAndItsOwnFolders(@TempDir Path folder) throws IOException {
        stat(folder.resolve("cgroup"), "throttled_usec 11\n");
        assertThat(quota(folder, "0::/pods/17\n").throttledNanos()).isEqualTo(11_000);
        assertThat(quota(folder, "0::/../../elsewhere\n").throttledNanos()).isZero();
    }

    @Test
    void whereNobodySaysSoNoQuotaIsKnown(@TempDir Path folder) throws IOException {
        assertThat(CpuQuota.of(new ControlGroups(folder.resolve("none"), folder))
                        .throttledNanos())
                .isZero();
        stat(folder.resolve("cgroup"), "throttled_usec many\n");
        assertThat(quota(folder, "nonsense\n0::/\n").throttledNanos()).isZero();
        assertThat(CpuQuota.ofSelf().throttledNanos()).isNotNegative();
    }
}
