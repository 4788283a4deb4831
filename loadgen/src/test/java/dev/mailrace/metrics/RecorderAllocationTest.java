package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class RecorderAllocationTest {
    private static final int MESSAGES = 10_000;

    private final Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);

    @Test
    void aMessageCostsNoMemoryOnceItsPhasesHaveBeenSeen() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) { // What the compiler does at first is not ours.
            long before = threads.getThreadAllocatedBytes(thread);
            record();
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(least).as("bytes for %d messages", MESSAGES).isZero();
    }

    private void record() {
        for (int i = 0; i < MESSAGES; i++) {
            recorder.arrived(Stage.MEASURE);
            recorder.slip(i);
            recorder.backlogWait(i);
            recorder.loopLag(i);
            recorder.inUse(i % 2 == 0 ? 1 : -1, i * 1_000L);
            recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.CONTENT, i * 1_000L);
            recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, i * 1_000L);
            recorder.delivered(Stage.MEASURE, 1_000, 1);
            recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
        }
    }
}
