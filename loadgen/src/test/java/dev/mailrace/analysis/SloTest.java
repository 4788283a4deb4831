package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.MonitorFigures;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.ServerSide;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloTest {
    private static final double SECONDS = 2;

    /**
     * 100 messages were due in 2 s: 90 accepted in 1 to 90 ms (service) and 101 to 190 ms (response), 6 refused at RCPT (4
     * with 550, 2 with 451), 3 timed out at the content, one was cut off. A login in the warm-up took 7 ms.
     */
    private static Interval interval() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        recorder.time(Stage.WARMUP, Timing.SERVICE, Phase.AUTH, TimeUnit.MILLISECONDS.toNanos(7));
        for (int i = 0; i < 100; i++) {
            recorder.arrived(Stage.MEASURE);
            recorder.ended(Stage.MEASURE, outcome(i));
            if (i < 90) {
                recorder.acceptedInStage(Stage.MEASURE);
                recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.CONTENT, TimeUnit.MILLISECONDS.toNanos(i + 1));
                recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.TRANSACTION, TimeUnit.MILLISECONDS.toNanos(i + 1));
                recorder.time(
                        Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, TimeUnit.MILLISECONDS.toNanos(i + 101));
            }
        }
        return new Collector(List.of(recorder), List.of()).collect(Instant.EPOCH, 0, 2_000_000_000L, Stage.MEASURE);
    }

    private static Slo.Verdict judged(String slo, Interval interval, long unknown, long latenessNanos) {
        return Slo.parse(slo)
                .judge(new Measured(interval.measured(), interval.warmup(), SECONDS, unknown, latenessNanos, Map.of()));
    }

    private static Outcome outcome(int i) {
        if (i < 90) {
            return Outcome.ACCEPTED;
        }
        if (i < 96) {
            return new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, i < 94 ? 550 : 451, "", Outcome.Reason.NONE, "no");
        }
        return i < 99
                ? new Outcome(Outcome.Kind.FAILED, Phase.CONTENT, 0, "", Outcome.Reason.TIMEOUT, "")
                : Outcome.CUT_OFF;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p50(content) < 46ms | true | 45 ms",
                "p50(content) < 45ms | false | 45 ms",
                "p99(content)<=1s | true | 90 ms",
                "P99( Content , Service ) <= 90.2ms | true | 90 ms",
                "max(transaction, service) < 100000us | true | 90 ms",
                "min(transaction) > 100ms | true | 101 ms",
                "mean(transaction, response) < 0.01m | true | 145 ms",
                "p95(auth, service) < 50ms | true | 7 ms",
                "p50(data) < 1s | false | nothing measured",
                "p50(content, failed) < 1s | false | nothing measured",
                "accepted >= 45/s | true | 45/s",
                "accepted > 45/s | false | 45/s",
                "accepted >= 2700/m | true | 45/s",
                "accepted >= 90% | true | 90 %",
                "rejected(rcpt) < 6% | false | 6 %",
                "rejected(550) = 4 | true | 4",
                "rejected(rcpt, 4xx) == 2 | true | 2",
                "rejected(mail) = 0 | true | 0",
                "failed(timeout) <= 3 | true | 3",
                "failed(content, timeout) < 0.1% | false | 3 %",
                "errors < 10% | true | 9 %",
                "cut_off < 2 | true | 1",
                "dropped = 0 | true | 0",
            })
    void aThresholdIsHeldAgainstWhatWasMeasured(String text, boolean passed, String value) throws InterruptedException {
        Interval interval = interval();
        Slo.Verdict verdict = judged(text, interval, 0, 0);
        assertThat(verdict.valueText()).isEqualTo(value);
        assertThat(verdict.passed()).isEqualTo(passed);
        assertThat(Slo.parse(verdict.slo().text()))
                .as("what is printed can be read")
                .isEqualTo(verdict.slo());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p99 < 200ms",
                "p99(content)",
                "p99(content) < ",
                "p99(content) < 200",
                "p99(content) < 5%",
                "p99(content) < -5ms",
                "p99(content) ! 5ms",
                "p101(content) < 5ms",
                "p99(contents) < 5ms",
                "p99(content, respons) < 5ms",
                "p99(content, response) < 5ms",
                "p99(content, service, failed) < 5ms",
                "p99() < 5ms",
                "acepted > 5/s",
                "accepted > 5ms",
                "accepted(650) > 5",
                "rejected(rcpt, rcpt) > 5",
                "rejected(550, 551) < 1",
                "accepted > 5 or failed < 3",
                "accepted > 5/s extra",
            })
    void whatIsNotUnderstoodIsRefusedWithWhatIs(String text) {
        assertThatThrownBy(() -> Slo.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("slo: " + text.strip())
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aShareOfNothingIsNotKept() {
        Slo.Verdict verdict =
                Slo.parse("failed < 1%").judge(new Measured(new Tally(), new Tally(), SECONDS, 0, 0, Map.of()));
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.valueText()).isEqualTo("nothing measured");
    }

    private static final List<String> MONITORS = List.of("queue", "m.cpu");

    private static Slo.Verdict watched(String slo, MonitorFigures queue) {
        return Slo.parse(slo, MONITORS)
                .judge(new Measured(new Tally(), new Tally(), SECONDS, 0, 0, Map.of("queue", queue)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max(queue) < 500 | BROKEN | 700",
                "max(queue) <= 0.7k | PASSED | 700",
                "mean(queue) < 350 | PASSED | 300",
                "min(queue) >= 1 | PASSED | 1",
                "last(queue) = 2 | PASSED | 2",
                "LAST( Queue ) > 2 | BROKEN | 2",
            })
    void aMonitorIsHeldAgainstALimit(String slo, Decision decision, double value) {
        Slo.Verdict verdict = watched(slo, new MonitorFigures(10, 1, 1, 300, 700, 2));
        assertThat(verdict.decision()).isEqualTo(decision);
        assertThat(verdict.value()).isEqualTo(value);
        assertThat(verdict.slo().quantity().unit().label()).isEqualTo("count");
    }

    @Test
    void whatIsMissingOfAMonitorMayDecide() {
        MonitorFigures gaps = new MonitorFigures(8, 2, 1, 300, 700, 2);
        assertThat(watched("max(queue) < 1000", gaps).decision()).isEqualTo(Decision.NOT_DECIDED);
        assertThat(watched("max(queue) < 1000", gaps).reason()).isEqualTo("2 of 10 values are missing");
        assertThat(watched("max(queue) < 500", gaps).decision()).isEqualTo(Decision.BROKEN);
        assertThat(watched("min(queue) > 5", gaps).decision()).isEqualTo(Decision.BROKEN);
        assertThat(watched("mean(queue) < 500", gaps).decision()).isEqualTo(Decision.NOT_DECIDED);
        assertThat(watched("max(queue) < 500", new MonitorFigures(0, 5, Double.NaN, Double.NaN, Double.NaN, Double.NaN))
                        .decision())
                .isEqualTo(Decision.BROKEN);
        assertThat(watched("max(queue) < 500", MonitorFigures.NONE).valueText()).isEqualTo("nothing measured");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max(queu) < 5 | perhaps 'queue'; monitors: queue, m.cpu",
                "last(content) < 5 | last(MONITOR); monitors: queue, m.cpu",
                "p99(queue) < 5 | min, mean, max or last of a monitor",
                "max(queue) < 5ms | a number such as 500",
                "max(queue, failed) < 5 | one of these phases",
                "queue < 5 | pNN, mean",
            })
    void whatIsNoMonitorIsRefusedWithThoseThereAre(String slo, String expected) {
        assertThatThrownBy(() -> Slo.parse(slo, MONITORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void withoutMonitorsNoneIsSpokenOf() {
        assertThatThrownBy(() -> Slo.parse("max(queue) < 5")).hasMessageNotContaining("monitor");
        assertThatThrownBy(() -> Slo.parse("last(queue) < 5"))
                .hasMessageContaining("there is no monitor, see --monitor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "p99.9", "max", "last", "errors", "accepted", "cut_off", "response", "timeout"})
    void wordsOfThresholdsAreNoNamesOfMonitors(String word) {
        assertThat(Slo.isWord(word)).isTrue();
        assertThat(Slo.isWord("queue")).isFalse();
    }

    @Test
    void aMonitorWithoutAValueYetEndsNoRun() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        boolean[] broken = {false};
        SloWatch watch = new SloWatch(List.of(Slo.parse("max(queue) < 5", MONITORS)));
        watch.whenBroken(() -> broken[0] = true);
        Collector collector = new Collector(List.of(recorder), List.of(watch));
        ServerSide[] beside = {ServerSide.NONE};
        collector.beside((startNanos, endNanos) -> beside[0]);
        recorder.arrived(Stage.MEASURE);
        recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
        for (int second = 0; second < 10; second++) {
            assertThat(broken[0]).isEqualTo(second >= 5 + SloWatch.INTERVALS);
            beside[0] = second < 5 ? ServerSide.NONE : new ServerSide(Map.of("queue", 5.0), List.of());
            collector.collect(Instant.EPOCH, second * 1_000_000_000L, (second + 1) * 1_000_000_000L, Stage.MEASURE);
        }
    }

    @Test
    void oneBrokenIntervalEndsNothingThreeInARowDoOnce() throws InterruptedException {
        int[] calls = {0};
        SloWatch watch = new SloWatch(List.of(Slo.parse("errors < 5%")));
        watch.whenBroken(() -> calls[0]++);
        for (int i = 0; i < 5; i++) {
            assertThat(calls[0]).isEqualTo(i < SloWatch.INTERVALS ? 0 : 1);
            watch.interval(interval());
        }
        assertThat(calls[0]).isEqualTo(1);
    }

    /** A server that answers nothing at all, or nothing any more: its outcomes come too late to tell. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | p99(transaction) < 500ms | true",
                "0 | errors < 1% | true",
                "0 | failed(unanswered) = 0 | true",
                "0 | p99(transaction) < 50s | false",
                "0 | rejected < 1% | false",
                "200 | p50(transaction) < 500ms | false",
                "200 | p99(transaction) < 500ms | true",
                "200 | errors < 1% | true",
            })
    void whatHasNoAnswerYetBreaksAThresholdWhileTheRunGoesOn(int accepted, String slo, boolean ends)
            throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        boolean[] broken = {false};
        SloWatch watch = new SloWatch(List.of(Slo.parse(slo)));
        watch.whenBroken(() -> broken[0] = true);
        Collector collector = new Collector(List.of(recorder), List.of(watch));
        for (int i = 0; i < accepted; i++) {
            recorder.arrived(Stage.MEASURE);
            recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
            recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, TimeUnit.MILLISECONDS.toNanos(39));
        }
        for (int second = 0; second < 6; second++) {
            long ageNanos = TimeUnit.SECONDS.toNanos(second);
            recorder.unansweredFrom(ages -> {
                ages.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(10), 50); // As is usual.
                ages.recordValueWithCount(ageNanos, ageNanos == 0 ? 0 : 20);
            });
            collector.collect(Instant.EPOCH, ageNanos, ageNanos + TimeUnit.SECONDS.toNanos(1), Stage.MEASURE);
        }
        assertThat(broken[0]).isEqualTo(ends);
    }

    @Test
    void whatIsMerelyUnderWayBreaksNothing() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        SloStanding standing = new SloStanding(List.of(Slo.parse("errors < 1%"), Slo.parse("p99(transaction) < 50ms")));
        recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
        recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, TimeUnit.MILLISECONDS.toNanos(39));
        recorder.unansweredFrom(ages -> ages.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(30), 1_000));
        standing.add(new Collector(List.of(recorder), List.of())
                .collect(Instant.EPOCH, 0, TimeUnit.SECONDS.toNanos(1), Stage.MEASURE));
        assertThat(standing.verdicts()).allMatch(Slo.Verdict::passed);
    }

    @Test
    void enhancedCodesWithoutEndHideNoRefusalFromItsThreshold() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        for (int i = 0; i < 799; i++) {
            recorder.ended(
                    Stage.MEASURE,
                    new Outcome(
                            Outcome.Kind.REJECTED,
                            Phase.RCPT,
                            i % 2 == 0 && i < 608 ? 550 : 451,
                            "5.7." + i,
                            Outcome.Reason.NONE,
                            "no"));
        }
        Interval interval = new Collector(List.of(recorder), List.of())
                .collect(Instant.EPOCH, 0, TimeUnit.SECONDS.toNanos(1), Stage.MEASURE);
        assertThat(judged("rejected(rcpt, 550) = 304", interval, 0, 0).passed()).isTrue();
    }

    @Test
    void blanksOfAnyKindInAThresholdAreOneBlankWhereItIsShown() {
        assertThat(Slo.parse("p99(content)\f <\n\t200ms")).hasToString("p99(content) < 200ms");
        assertThat(Slo.parse("accepted>=500/s")).hasToString("accepted >= 500/s");
        assertThat(Slo.parse("p95(auth,   service) < 50 ms")).hasToString("p95(auth, service) < 50 ms");
    }

    /** Each of its blanks was read once for each blank before it. */
    @Test
    void aThresholdIsShort() {
        assertThatThrownBy(() -> Slo.parse("accepted < 5" + " ".repeat(200) + "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("(expected: at most 200 characters)");
    }
}
