package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One time, and all that is written down of a message that is due, sent and accepted. The rival is the library's own
 * recorder, one a histogram, which any thread may read at any time; it is not asked for counts.
 */
@State(Scope.Thread)
public class RecorderBenchmark {
    private static final int TIMES = 1_024; // a power of two
    private static final Phase[] PHASES = {Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.CONTENT, Phase.TRANSACTION};
    private static final int HISTOGRAMS = PHASES.length + 3; // with response time, slip and backlog wait

    private final Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
    private final SingleWriterRecorder[] rivals = Stream.generate(
                    () -> new SingleWriterRecorder(TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MINUTES.toNanos(10), 3))
            .limit(HISTOGRAMS)
            .toArray(SingleWriterRecorder[]::new);

    /** 20 µs to 20 ms, all magnitudes alike, so that no branch of a histogram is learned by heart. */
    private final long[] nanos = new SplittableRandom(1)
            .doubles(TIMES, Math.log(20_000), Math.log(20_000_000))
            .mapToLong(log -> (long) Math.exp(log))
            .toArray();

    private int next;

    private long nanos() {
        return nanos[next++ & TIMES - 1];
    }

    @Benchmark
    public void time() {
        recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.CONTENT, nanos());
    }

    @Benchmark
    public void timeBySingleWriterRecorder() {
        rivals[0].recordValue(nanos());
    }

    @Benchmark
    public void message() {
        recorder.arrived(Stage.MEASURE);
        recorder.slip(nanos());
        recorder.backlogWait(nanos());
        for (Phase phase : PHASES) {
            recorder.time(Stage.MEASURE, Timing.SERVICE, phase, nanos());
        }
        recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, nanos());
        recorder.delivered(Stage.MEASURE, 4_096, 1);
        recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
    }

    @Benchmark
    public void messageBySingleWriterRecorders() {
        for (SingleWriterRecorder rival : rivals) {
            rival.recordValue(nanos());
        }
    }
}
