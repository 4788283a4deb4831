package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.ServerSide;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run without an engine: a recorder and a collector, told what an engine would tell them, at times that are made up.
 * What the generator found out about itself is made up as well, so that two runs come out the same.
 */
public final class SampleRun {
    static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    public static final Outcome GREYLISTED =
            rejected(Phase.RCPT, 451, "4.7.1", "451 4.7.1 Try again later, \"greylisted\", sorry");
    public static final Outcome REFUSED = new Outcome(
            Outcome.Kind.FAILED,
            Phase.CONNECT,
            0,
            "",
            Outcome.Reason.REFUSED,
            "Connection refused: localhost/127.0.0.1:25");
    public static final Outcome UNCONFIRMED = new Outcome(
            Outcome.Kind.UNCONFIRMED, Phase.CONTENT, 0, "", Outcome.Reason.RESET, "Connection reset by peer");

    private static final Outcome CUT_OFF_AT_CONTENT =
            new Outcome(Outcome.Kind.CUT_OFF, Phase.CONTENT, 0, "", Outcome.Reason.NONE, "the run ended first");

    public final Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
    private final RunInfo info;
    private final List<RunObserver> observers;
    private final Collector collector;
    private long nowNanos;
    private Stage now; // In which replies come.

    /** What the following intervals see beside the load. */
    public ServerSide beside = ServerSide.NONE;

    public SampleRun(RunInfo info, RunObserver... observers) {
        this.info = info;
        now = info.warmupNanos() > 0 ? Stage.WARMUP : Stage.MEASURE;
        this.observers = List.of(observers);
        // The collector would show them a verdict on this very machine: they get the made up one instead.
        List<RunObserver> deafToTheEnd =
                this.observers.stream().map(SampleRun::deafToTheEnd).toList();
        collector = new Collector(List.of(recorder), deafToTheEnd);
        collector.beside((startNanos, endNanos) -> beside);
        collector.started(info);
    }

    private static RunObserver deafToTheEnd(RunObserver observer) {
        return new RunObserver() {
            @Override
            public void started(RunInfo info) throws IOException {
                observer.started(info);
            }

            @Override
            public void interval(Interval interval) throws IOException {
                observer.interval(interval);
            }
        };
    }

    /** A run that is hard to show: a long plan, thresholds, all that a line can hold. */
    public static RunInfo wordy() {
        RunInfo plain = info(1, 4_000, 0);
        return new RunInfo(
                plain.runId(),
                plain.command(),
                plain.version(),
                plain.seed(),
                plain.start(),
                "smtp+starttls://mail-relay-with-a-long-name.example.org:2587, 12,000 sessions, open loop at 1,000/s "
                        + "poisson, AUTH SCRAM-SHA-256/PLAIN, pipelining transaction, BDAT with a window of 4, sizes "
                        + "from 1k to 64k to 3 recipients each, TLS by OpenSSL, 1 s warm-up, 3999 s measured",
                12_000,
                plain.ratePerSecond(),
                plain.warmupNanos(),
                plain.endNanos(),
                plain.messagesMax(),
                plain.scenario(),
                plain.environment(),
                plain.kinds(),
                List.of("p99(transaction) < 5ms", "p99(content) < 1s", "errors < 0.1%"),
                List.of(),
                RunInfo.About.NOTHING);
    }

    public static RunInfo info(long warmupSeconds, long endSeconds, long messagesMax) {
        return info(warmupSeconds, endSeconds, messagesMax, List.of());
    }

    private static RunInfo info(long warmupSeconds, long endSeconds, long messagesMax, List<RunInfo.Kind> kinds) {
        Map<String, Object> scenario = new LinkedHashMap<>();
        scenario.put("target", "smtp://localhost:25");
        scenario.put("connections", 10);
        scenario.put("warmup_seconds", (double) warmupSeconds);
        scenario.put("measured_seconds", endSeconds == 0 ? null : (double) (endSeconds - warmupSeconds));
        scenario.put("messages_max", messagesMax);
        return new RunInfo(
                "r7f3k2",
                "mailrace run -c 10 -R 1000/s smtp://localhost:25",
                "0.1.0",
                42,
                START,
                "10 connections, 1,000/s for 3 s to smtp://localhost:25",
                10,
                1_000,
                TimeUnit.SECONDS.toNanos(warmupSeconds),
                endSeconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(endSeconds),
                messagesMax,
                scenario,
                Map.of("os", "Linux"),
                kinds,
                List.of(),
                List.of(),
                RunInfo.About.NOTHING);
    }

    public static Outcome rejected(Phase phase, int code, String enhanced, String sample) {
        return new Outcome(Outcome.Kind.REJECTED, phase, code, enhanced, Outcome.Reason.NONE, sample);
    }

    /** One second of warm-up, three measured, and a drain; with some of each trouble. */
    public static RunResult ordinary(RunObserver... observers) {
        SampleRun run = new SampleRun(info(1, 4, 0), observers);
        run.connect(10);
        run.deliver(Stage.WARMUP, 500);
        run.second(Stage.WARMUP);
        run.now = Stage.MEASURE;
        run.deliver(Stage.WARMUP, 3); // They end after the warm-up and belong to it.
        for (int second = 0; second < 3; second++) {
            run.deliver(Stage.MEASURE, 900 + 20 * second);
            run.refuse(Stage.MEASURE, 40, GREYLISTED);
            run.recorder.backlog(second);
            run.recorder.backlogWait(1_500_000);
            run.second(Stage.MEASURE);
        }
        run.lose(UNCONFIRMED);
        run.recorder.connections(9);
        run.recorder.time(Stage.MEASURE, Timing.FAILED, Phase.CONTENT, 2_000_000_000);
        run.recorder.backlog(0);
        run.second(Stage.DRAIN);
        return run.ended(RunResult.Ending.COMPLETED, 3, SampleVerdict.VALID);
    }

    /** The same, had it ended so. */
    public static RunResult ordinary(RunResult.Ending ending, SelfHealth.Verdict self) {
        RunResult good = ordinary();
        return new RunResult(
                good.info(),
                good.end(),
                ending,
                good.measuredSeconds(),
                good.measured(),
                good.warmup(),
                good.sessions(),
                good.connectionsMax(),
                good.slip(),
                good.backlogWait(),
                self,
                List.of(),
                0,
                good.beside());
    }

    /** Made by two agents, of which one was lost. */
    public static RunResult ofAgents(RunObserver... observers) {
        SampleRun run = new SampleRun(info(0, 1, 0), observers);
        run.deliver(Stage.MEASURE, 9);
        run.second(Stage.MEASURE);
        return run.ended(RunResult.Ending.INTERRUPTED, 1, SampleVerdict.OF_AGENTS);
    }

    /** Sessions of three kinds: all taken, some refused, and one whose turn never came. */
    public static RunResult mixed(RunObserver... observers) {
        List<RunInfo.Kind> kinds = List.of(
                new RunInfo.Kind("submission", 70, 0.7),
                new RunInfo.Kind("inbound", 29, 0.29),
                new RunInfo.Kind("rare", 1, 0.01));
        SampleRun run = new SampleRun(info(0, 1, 0, kinds), observers);
        run.deliver(Stage.MEASURE, 9);
        run.refuse(Stage.MEASURE, 3, GREYLISTED);
        for (int i = 0; i < 12; i++) {
            run.recorder.kindArrived(Stage.MEASURE, i < 7 ? 0 : 1);
        }
        for (int i = 0; i < 9; i++) {
            run.recorder.kindEnded(Stage.MEASURE, i < 7 ? 0 : 1, Outcome.ACCEPTED);
            run.recorder.kindAnswered(Stage.MEASURE, i < 7 ? 0 : 1, 1_000_000);
            run.recorder.kindTime(Stage.MEASURE, i < 7 ? 0 : 1, Phase.CONTENT, 500_000);
        }
        for (int i = 0; i < 3; i++) {
            run.recorder.kindEnded(Stage.MEASURE, 1, GREYLISTED);
        }
        run.second(Stage.MEASURE);
        return run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
    }

    /**
     * A server that answers 80 messages and then none any more: 160 wait at the end, the oldest of them for 6 s, most at the
     * content. Held against thresholds, of which one is kept, one is broken, and one nobody can decide.
     */
    public static RunResult hung(RunObserver... observers) {
        RunInfo info = info(0, 6, 0)
                .withSlos(List.of(
                        "accepted >= 10/s", "p99(transaction) < 500ms", "p99(transaction) < 10s", "failed < 0.1%"));
        SampleRun run = new SampleRun(info, observers);
        run.connect(10);
        run.deliver(Stage.MEASURE, 80);
        for (int second = 0; second < 6; second++) {
            int waiting = 30 * second;
            run.recorder.unansweredFrom(ages -> ages.recordValueWithCount(1_000_000_000L * waiting / 30, waiting));
            run.second(Stage.MEASURE);
        }
        for (int i = 0; i < 160; i++) {
            run.recorder.arrived(Stage.MEASURE);
            run.recorder.ended(Stage.MEASURE, Outcome.unanswered(i < 150 ? Outcome.CUT_OFF : CUT_OFF_AT_CONTENT));
            run.recorder.unanswered(Stage.MEASURE, 1_000_000_000L + i * 31_250_000L);
        }
        run.recorder.unansweredFrom(ages -> {});
        run.second(Stage.DRAIN);
        return run.ended(RunResult.Ending.COMPLETED, 6, SampleVerdict.VALID);
    }

    /** A queue that grows, a monitor that fails, and what the user said while it went on; backlog and silence are found. */
    public static RunResult watched(RunObserver... observers) {
        RunInfo info = info(0, 4, 0)
                .withMonitors(List.of(
                        new RunInfo.Monitor("queue", "postfix-queue", RunInfo.Monitor.COUNT),
                        new RunInfo.Monitor("m.cpu", "proc", RunInfo.Monitor.PERCENT),
                        new RunInfo.Monitor("bad", "file:/gone", "")))
                .withSlos(List.of("max(queue) < 1k", "last(queue) > 1", "mean(m.cpu) < 90%", "max(bad) < 1"));
        SampleRun run = new SampleRun(info, observers);
        run.connect(10);
        for (int second = 0; second < 4; second++) {
            int number = second;
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("queue", 400.0 * second);
            values.put("m.cpu", 12.5 * (1 + second));
            values.put("bad", Double.NaN);
            run.beside = new ServerSide(
                    values,
                    second == 1 ? List.of(RunEvent.at(1_500_000_000L, "failover", RunEvent.FoundBy.FILE)) : List.of());
            run.recorder.backlog(100 * second);
            if (second != 2) {
                run.deliver(Stage.MEASURE, 50);
            }
            run.recorder.unansweredFrom(ages -> ages.recordValueWithCount(1_100_000_000L, 1 + 100L * number));
            run.second(Stage.MEASURE);
        }
        run.beside = ServerSide.NONE;
        run.recorder.unansweredFrom(ages -> {});
        run.recorder.backlog(0);
        run.second(Stage.DRAIN);
        return run.ended(RunResult.Ending.COMPLETED, 4, SampleVerdict.VALID);
    }

    public void connect(int count) {
        for (int i = 0; i < count; i++) {
            recorder.connectionAttempted("127.0.0.1");
            recorder.time(Stage.WARMUP, Timing.SERVICE, Phase.CONNECT, 80_000 + i * 1_000L);
            recorder.time(Stage.WARMUP, Timing.SERVICE, Phase.BANNER, 400_000);
            recorder.time(Stage.WARMUP, Timing.SERVICE, Phase.EHLO, 310_000);
            recorder.sessionEstablished();
            recorder.connections(i + 1);
        }
        recorder.allOpened(412_000_000);
    }

    public void deliver(Stage stage, int count) {
        for (int i = 0; i < count; i++) {
            long nanos = 1_000_000 + i * 5_000L;
            recorder.arrived(stage);
            recorder.slip(20_000 + i);
            recorder.loopLag(30_000 + i);
            recorder.time(stage, Timing.SERVICE, Phase.MAIL, nanos / 10);
            recorder.time(stage, Timing.SERVICE, Phase.RCPT, nanos / 5);
            recorder.time(stage, Timing.SERVICE, Phase.DATA, nanos / 8);
            recorder.time(stage, Timing.SERVICE, Phase.CONTENT, nanos / 2);
            recorder.time(stage, Timing.SERVICE, Phase.TRANSACTION, nanos);
            recorder.time(stage, Timing.RESPONSE, Phase.TRANSACTION, nanos + 20_000 + (long) i * i);
            recorder.delivered(stage, 10_240, 2);
            recorder.ended(stage, Outcome.ACCEPTED);
            recorder.acceptedInStage(now);
        }
    }

    public void refuse(Stage stage, int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            recorder.arrived(stage);
            recorder.refusedRecipients(stage, 1);
            recorder.ended(stage, outcome);
        }
    }

    /** An arrival of the measured stage that takes its session with it. */
    public void lose(Outcome outcome) {
        recorder.arrived(Stage.MEASURE);
        recorder.ended(Stage.MEASURE, outcome);
        recorder.sessionLost(outcome, "127.0.0.1");
    }

    public void second(Stage stageAtEnd) {
        long start = nowNanos;
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        try {
            collector.collect(START.plusNanos(start), start, nowNanos, stageAtEnd);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public RunResult ended(RunResult.Ending ending, double measuredSeconds, SelfHealth.Verdict self) {
        RunResult judged;
        try (SelfHealth health = new SelfHealth(List.of())) {
            judged = collector.ended(info, new Collector.End(ending, measuredSeconds, 0), health);
        }
        assertThat(collector.observerFaults()).isEmpty();
        RunResult result = new RunResult(
                info,
                judged.end(),
                ending,
                measuredSeconds,
                judged.measured(),
                judged.warmup(),
                judged.sessions(),
                judged.connectionsMax(),
                judged.slip(),
                judged.backlogWait(),
                self,
                judged.shortfalls(),
                judged.waitingAtEnd(),
                judged.beside());
        for (RunObserver observer : observers) {
            assertThatCode(() -> observer.ended(result)).doesNotThrowAnyException();
        }
        return result;
    }
}
