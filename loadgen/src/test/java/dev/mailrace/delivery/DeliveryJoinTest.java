package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as two processes leave them, joined: what is missing in them is not known, and what they say is not believed blindly. */
class DeliveryJoinTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long START_MICROS = START / 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    @TempDir
    Path folder = Path.of("");

    private final TallyBuilder warmup = new TallyBuilder();
    private final TallyBuilder measured = new TallyBuilder();

    private static String hex(String address) {
        return Long.toHexString(ContentDigest.ofAddress(address));
    }

    /** Three messages to a@b, due after 0, 1 and 2 s, each accepted 10 ms later. */
    private Path accepted() throws IOException {
        StringBuilder lines =
                new StringBuilder("mailrace-accepted\t1\nrun\tr1\t1\t1\nclock\t" + START + "\t5000\there\n");
        for (int i = 0; i < 3; i++) {
            lines.append("accepted\t" + i + "\t0\t" + i * 1_000_000L + "\t" + (i * SECOND + 10 * MILLI) + "\t"
                    + hex("a@b") + "\t11\tff\ninterval\t" + (i + 1) * SECOND + "\n");
        }
        return Files.writeString(folder.resolve("accepted.log"), lines);
    }

    /** From a machine whose clock says so much more than the run's; the receiver begins a second before the run. */
    private Path seen(String machine, long aheadNanos, String lines) throws IOException {
        long monotonic = machine.equals("here") ? 5_000 - SECOND : 77;
        return Files.writeString(
                folder.resolve("seen-" + lines.hashCode() + ".log"),
                "mailrace-deliveries\t1\nclock\t" + (START - SECOND + aheadNanos) + "\t" + monotonic + "\t" + machine
                        + "\nwhere\tsmtp://x\ncheck\tbody\nrun\t0\tr1\n" + lines + "alive\t" + 90 * SECOND + "\t"
                        + (START + 89 * SECOND + aheadNanos) + "\n");
    }

    /** Message {@code i}, so long after it was due. */
    private static String got(int i, long sinceDueNanos, String body, String to) {
        return "got\t0\t" + i + "\t" + (START_MICROS + i * 1_000_000L) + "\t0\t" + i + "\t"
                + ((i + 1) * SECOND + sinceDueNanos) + "\t11\t" + body + "\t" + to + "\n";
    }

    private DeliveryJoin join(@Nullable Long offset, Path... files) throws IOException {
        return DeliveryJoin.of(
                new DeliveryJoin.Asked(accepted(), List.of(files), Duration.ofSeconds(60), offset), "r1");
    }

    private Map<Count, Long> counts(@Nullable Long offset, Path... files) throws IOException {
        try (DeliveryJoin join = join(offset, files)) {
            for (int i = 1; i <= 3; i++) {
                join.interval(i * SECOND, warmup, measured);
            }
            int further = 4;
            while (join.after(further * SECOND, warmup, measured)) {
                further++;
            }
        }
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        DeliveryCounts all = measured.build().deliveries();
        for (Count count : Count.values()) {
            if (all.count(count) != 0 && count != Count.IN_SERVER_MAX) {
                counts.put(count, all.count(count));
            }
        }
        return counts;
    }

    private double meanMillis(Timing timing, Phase phase) {
        Histogram times = Objects.requireNonNull(measured.build().histogram(timing, phase));
        return times.getMean() / MILLI;
    }

    private static String clock(DeliveryJoin join) {
        return String.valueOf(join.planned().values()).replaceAll("(?s).*clock=(.*)}].*", "$1");
    }

    @Test
    void onOneMachineNothingDependsOnTheWallClock() throws IOException {
        String all =
                got(0, 40 * MILLI, "ff", "A@B") + got(1, 40 * MILLI, "ff", "a@b") + got(2, 40 * MILLI, "ff", "a@b");
        Path set = seen("here", 7 * SECOND, all);
        assertThat(counts(null, set)).isEqualTo(Map.of(Count.EXPECTED, 3L, Count.DELIVERED, 3L));
        assertThat(meanMillis(Timing.RESPONSE, Phase.END_TO_END)).isBetween(39.9, 40.1);
        assertThat(meanMillis(Timing.SERVICE, Phase.DELIVERY)).isBetween(29.9, 30.1);
        try (DeliveryJoin join = join(3 * SECOND, set)) {
            assertThat(clock(join)).isEqualTo("one machine, one clock: no offset");
        }
    }

    @Test
    void elsewhereTheOffsetIsGivenOrNotKnown() throws IOException {
        Path ahead = seen("there", 200 * MILLI, got(0, 40 * MILLI, "ff", "a@b") + got(1, 90 * MILLI, "ff", "a@b"));
        try (DeliveryJoin join = join(null, ahead)) {
            assertThat(clock(join))
                    .isEqualTo(
                            "another machine: its clock is taken to agree, offset not known; it was at most 240 ms further "
                                    + "ahead, for nothing arrives before it is due");
        }
        assertThat(counts(200 * MILLI, ahead))
                .containsEntry(Count.DELIVERED, 2L)
                .containsEntry(Count.LOST, 1L);
        Histogram times = Objects.requireNonNull(measured.build().histogram(Timing.SERVICE, Phase.DELIVERY));
        assertThat(times.getMaxValue() / (double) MILLI).isBetween(79.9, 80.1);
        try (DeliveryJoin join = join(-200 * MILLI, ahead)) {
            assertThat(clock(join)).startsWith("another machine: its clock is taken to be 200 ms behind, as given; ");
        }
    }

    @Test
    void whatArrivesBeforeItWasDueTellsThatAClockIsWrong() throws IOException {
        try (DeliveryJoin join = join(null, seen("there", -300 * MILLI, got(0, 40 * MILLI, "ff", "a@b")))) {
            assertThat(clock(join))
                    .contains(
                            "messages arrive up to 260 ms before they were due, so it was behind by that much at least");
        }
    }

    @Test
    void eachEndIsFound() throws IOException {
        Path file = seen(
                "here",
                0,
                "foreign\t0\n" + got(0, MILLI, "ff", "a@b") + got(0, 2 * MILLI, "ff", "a@b")
                        + got(1, MILLI, "ee", "a@b")
                        + "bounce\t0\t2\t" + 5 * SECOND + "\t5.1.1 no such user\ta@b\n"
                        + got(2, 9 * SECOND, "ff", "other@b"));
        assertThat(counts(null, file))
                .isEqualTo(Map.of(
                        Count.EXPECTED, 3L,
                        Count.DUPLICATE, 1L,
                        Count.COPIES, 1L,
                        Count.ALTERED, 1L,
                        Count.BOUNCED, 1L,
                        Count.STRAY, 1L,
                        Count.FOREIGN, 1L));
        assertThat(measured.build().deliveries().remarks().toString())
                .contains("message 1, body: not as it was sent")
                .contains("message 2 for other@b")
                .contains("5.1.1 no such user");
    }

    /** Its number was altered; the rest of its mark tells whose it is. */
    @Test
    void ofTwoNumbersTheLikelierCounts() throws IOException {
        String altered = "got\t0\t2\t" + START_MICROS + "\t0\t0\t" + 2 * SECOND + "\t11\tff\ta@b\n";
        assertThat(counts(null, seen("here", 0, altered)))
                .containsEntry(Count.ALTERED, 1L)
                .containsEntry(Count.LOST, 2L);
        assertThat(measured.build().deliveries().remarks().toString()).contains("message 0, ");
    }

    /** What a killed receiver had not written is not known: its messages may have come. */
    @Test
    void aFileThatWasCutIsReadAsFarAsItGoes() throws IOException {
        Path file = folder.resolve("cut.log");
        Files.writeString(
                file,
                "mailrace-deliveries\t1\nclock\t" + START + "\t5000\there\nwhere\tx\ncheck\tbody\nalive\t1\t" + START
                        + "\nrun\t0\tr1\ngot\t0\t0\t" + START_MICROS + "\t0\t0\t5000000\t11\tff\ta@b\ngot\t0\t1\t17");
        assertThat(counts(null, file)).isEqualTo(Map.of(Count.EXPECTED, 3L, Count.DELIVERED, 1L, Count.PENDING, 2L));
    }

    @Test
    void whatIsNoSuchFileIsRefusedInALine() throws IOException {
        assertRefused("x", "is no file of this kind (expected: one that begins with mailrace-deliveries)");
        assertRefused("mailrace-deliveries\t2\n", "format 2 (expected: at most 1");
        assertRefused(
                "mailrace-deliveries\t1\nclock\t1\n", "bad.log:2: 2 columns (expected: lines that Mailrace wrote)");
        assertRefused("mailrace-deliveries\t1\n", "ends within its head");
        String head = "mailrace-deliveries\t1\nclock\t1\t1\tx\nwhere\tx\ncheck\tbody\n";
        assertRefused(head, "nothing of any run");
        assertRefused(head + "run\t0\tother\n", "of run other, none of run r1");
        assertRefused(head + "run\t0\tr1\ngot\t0\tx\n", "bad.log:6: ");
    }

    private void assertRefused(String text, String why) throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.log"), text);
        assertThatThrownBy(() -> join(null, bad).close())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(why);
    }
}
