package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Golden;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.terminal.Spelled;
import dev.mailrace.terminal.Window;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands on a terminal while a run goes on; its numbers are made up, so that each frame comes out the same. */
@Tag("jdk")
class LiveViewTest {
    private static final Outcome FULL =
            SampleRun.rejected(Phase.CONTENT, 452, "4.3.1", "452 4.3.1 Insufficient system storage");
    private static final Outcome UNWANTED = SampleRun.rejected(Phase.MAIL, 550, "5.7.1", "550 5.7.1 Go away");
    private static final Outcome SILENT =
            new Outcome(Outcome.Kind.FAILED, Phase.DATA, 0, "", Outcome.Reason.TIMEOUT, "no reply for 120 s");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

    private SampleRun run(RunInfo info, int columns, int rows) {
        return new SampleRun(info, new TerminalReport(out, true, () -> new Window(columns, rows), true));
    }

    private String screen(int columns, int rows) {
        return Screen.of(bytes.toByteArray(), columns, rows).seen();
    }

    private void assertGolden(String name, int columns, int rows) {
        String frame = screen(columns, rows);
        Golden.assertSame("live-" + name + "-" + columns + "x" + rows + ".txt", frame);
        assertThat(frame.lines().count()).isLessThanOrEqualTo(rows);
        assertThat(frame.lines())
                .allSatisfy(line -> assertThat(Line.of(line).columns()).isLessThan(columns));
    }

    @ParameterizedTest
    @CsvSource({"200, 50", "120, 40", "80, 24", "40, 10"})
    void anOrdinaryRunFitsTheWindow(int columns, int rows) {
        SampleRun run = run(SampleRun.info(1, 4, 0), columns, rows);
        run.connect(10);
        run.deliver(Stage.WARMUP, 500);
        run.second(Stage.WARMUP);
        for (int i = 0; i < 2; i++) {
            run.deliver(Stage.MEASURE, 900 + 100 * i);
            run.refuse(Stage.MEASURE, 40, SampleRun.GREYLISTED);
            run.refuse(Stage.MEASURE, 3, SampleRun.REFUSED);
            run.lose(SampleRun.UNCONFIRMED);
            run.recorder.backlog(12);
            run.second(Stage.MEASURE);
        }
        assertGolden("ordinary", columns, rows);
    }

    @ParameterizedTest
    @CsvSource({"120, 40", "80, 24", "40, 10", "40, 24", "20, 5", "80, 2"})
    void ofARunWithMuchToTellTheWindowGetsWhatMattersMost(int columns, int rows) {
        SampleRun run = run(SampleRun.wordy(), columns, rows);
        run.connect(12_000);
        run.second(Stage.WARMUP);
        for (Phase phase : Phase.values()) {
            if (phase != Phase.SESSION && phase != Phase.TRANSACTION) {
                run.recorder.time(Stage.MEASURE, Timing.SERVICE, phase, 1_000_000L << phase.ordinal());
            }
        }
        run.deliver(Stage.MEASURE, 4_321);
        run.refuse(Stage.MEASURE, 123_456, SampleRun.GREYLISTED);
        run.refuse(Stage.MEASURE, 12_345, FULL);
        run.refuse(Stage.MEASURE, 1_234, UNWANTED);
        run.refuse(Stage.MEASURE, 123, SILENT);
        run.refuse(Stage.MEASURE, 12, SampleRun.REFUSED);
        run.lose(SampleRun.UNCONFIRMED);
        run.recorder.backlog(1_000_000);
        run.recorder.slip(TimeUnit.MILLISECONDS.toNanos(1));
        run.second(Stage.MEASURE);
        assertGolden("wordy", columns, rows);
    }

    /** Throughput falls, and below it the tail grows, also in seconds that nothing ends in. */
    @Test
    void aStallIsSeenInBothRowsOfBars() {
        SampleRun run = run(SampleRun.info(0, 100, 0), 80, 24);
        for (int second = 0; second < 4; second++) {
            run.deliver(Stage.MEASURE, 10);
            run.second(Stage.MEASURE);
        }
        for (int second = 1; second <= 3; second++) {
            long age = TimeUnit.SECONDS.toNanos(second);
            run.recorder.unansweredFrom(ages -> ages.recordValueWithCount(age, 40));
            run.second(Stage.MEASURE);
        }
        assertThat(screen(80, 24)).contains("""

                        accepted     0/s        ████▁▁▁  40 in all
                        p99          ≥ 3.00 s   ▁▁▁▁▃▆█  up to 3.00 s
                        """);
    }

    @Test
    void aSecondInWhichNothingWasDueIsAGap() {
        SampleRun run = run(SampleRun.info(0, 100, 0), 80, 24);
        run.deliver(Stage.MEASURE, 1);
        run.second(Stage.MEASURE);
        run.second(Stage.MEASURE);
        run.deliver(Stage.MEASURE, 1);
        run.second(Stage.MEASURE);
        assertThat(screen(80, 24)).contains("\np99          1.02 ms    █ █  up to 1.02 ms\n");
    }

    @ParameterizedTest
    @CsvSource({"200, 50", "120, 40", "80, 24", "40, 10"})
    void aTerminalWithoutUnicodeGetsAscii(int columns, int rows) throws Exception {
        Spelled.inAscii(() -> {
            SampleRun run = run(SampleRun.wordy(), columns, rows);
            run.recorder.unansweredFrom(ages -> ages.recordValueWithCount(TimeUnit.SECONDS.toNanos(3), 40));
            for (int i = 1; i < 9; i++) {
                run.deliver(Stage.MEASURE, 100 * i);
                run.refuse(Stage.MEASURE, 40, SampleRun.GREYLISTED);
                run.lose(SampleRun.UNCONFIRMED);
                run.second(Stage.MEASURE);
            }
            assertThat(screen(columns, rows))
                    .matches("\\p{ASCII}*")
                    .contains("#", "/s", "* good")
                    .doesNotContain("?");
            assertThat(screen(columns, rows).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
        });
    }

    @ParameterizedTest
    @CsvSource({"10, 10, good", "51, 10, late", "10, 26, late", "101, 10, overloaded", "10, 51, overloaded"})
    void theLightFollowsLagAndSlip(long lagMillis, long slipMillis, String light) {
        SampleRun run = run(SampleRun.info(0, 4, 0), 80, 24);
        for (int i = 0; i < 100; i++) {
            run.recorder.loopLag(TimeUnit.MILLISECONDS.toNanos(lagMillis));
            run.recorder.slip(TimeUnit.MILLISECONDS.toNanos(slipMillis));
        }
        run.second(Stage.MEASURE);
        assertThat(screen(80, 24)).contains("\ngenerator    ● " + light + "  lag p99 ");
    }

    @Test
    void phasesOfConnectingAreShownWhileTheyHappen() {
        SampleRun run = run(SampleRun.info(0, 100, 0), 80, 24);
        run.connect(10);
        run.deliver(Stage.MEASURE, 10);
        run.second(Stage.MEASURE);
        assertThat(screen(80, 24)).contains("\nconnect  ", "\nehlo  ", "\nmail  ");
        for (int i = 0; i < 6; i++) {
            run.deliver(Stage.MEASURE, 10);
            run.second(Stage.MEASURE);
        }
        assertThat(screen(80, 24)).contains("\nmail  ").doesNotContain("\nconnect  ", "\nehlo  ");
    }

    @Test
    void atALowRateTimesStayForSomeSeconds() {
        SampleRun run = run(SampleRun.info(0, 100, 0), 80, 24);
        run.deliver(Stage.MEASURE, 1);
        run.second(Stage.MEASURE);
        for (int i = 0; i < 5; i++) {
            run.second(Stage.MEASURE);
            assertThat(screen(80, 24)).contains("\ntransaction  p50 1.02 ms", "\nmail  ");
        }
        run.second(Stage.MEASURE);
        assertThat(screen(80, 24)).contains("\ntransaction  none timed").doesNotContain("\nmail  ");
    }

    @Test
    void sessionsAreWhatARunWithoutMailIsAbout() {
        SampleRun run = run(SampleRun.info(0, 100, 0), 80, 24);
        run.recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.AUTH, 5_000_000);
        run.recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.SESSION, 9_000_000);
        run.second(Stage.MEASURE);
        assertThat(screen(80, 24)).contains("\nsession      p50 9.00 ms").contains("\nauth         5.00 ms");
    }

    @Test
    void aServerThatDoesNotAnswerIsSeenAtOnce() {
        SampleRun run = run(SampleRun.info(0, 100, 0).withSlos(List.of("p99(transaction) < 500ms")), 100, 24);
        run.deliver(Stage.MEASURE, 10);
        run.recorder.unansweredFrom(ages -> ages.recordValueWithCount(TimeUnit.SECONDS.toNanos(3), 40));
        run.second(Stage.MEASURE);
        assertThat(screen(100, 24))
                .contains(", 40 without an answer, for up to 3 s\n")
                .contains("broken  p99(transaction) < 500ms  ≥ 3 s\n");
    }
}
