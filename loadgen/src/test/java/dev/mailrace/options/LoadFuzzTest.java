package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rates, stages and what stands beside them: what is accepted can be followed, to its end. */
class LoadFuzzTest extends FuzzTest {
    private static final int STAGES_MAX = 50;
    private static final double SLACK = 1e-6;

    @Override
    protected void fuzz(byte[] input) {
        Input in = new Input(input);
        int kind = in.below(4);
        String text = in.line();
        String more = in.line();
        try {
            switch (kind) {
                case 0 -> paced(text, List.of(), more);
                case 1 -> paced(null, List.of(text.split(",", STAGES_MAX)), "0");
                case 2 -> step(text);
                default -> retried(text, more);
            }
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
    }

    private static void paced(@Nullable String rate, List<String> stages, String growth) {
        LoadOptions options = new LoadOptions();
        options.rate = rate;
        options.stages = stages;
        Duration ramp = growth.isEmpty() ? Duration.ZERO : Duration.ofMillis(growth.length());
        RateProfile profile = ((Pacing.OpenLoop) options.pacing(ramp)).profile();
        StopRule stop = options.stop();
        assertTrue(!stop.toString().isEmpty(), "words");
        assertPlain(profile.toString());
        assertTrue(profile.ratePerSecondMax() > 0, "a rate at some time");
        double before = 0;
        for (long nanos = 0; nanos < 1L << 50; nanos = 1 + 5 * nanos) {
            double count = profile.countAt(nanos);
            assertTrue(count >= before * (1 - SLACK), "a count that never falls, at " + nanos);
            assertTrue(profile.ratePerSecondAt(nanos) <= profile.ratePerSecondMax() * (1 + SLACK), "the highest rate");
            before = count;
        }
        long last = 0;
        for (double count = 0; count < 1e6; count = 1 + 7 * count) {
            long nanos = profile.nanosAt(count);
            assertTrue(nanos >= last, "times that never go back, at " + count);
            last = nanos;
        }
    }

    private static void step(String text) {
        Step step = Step.parse(text, 1, 20);
        for (int i = 0; i < 3; i++) {
            ByteBuf line = Unpooled.buffer();
            step.write(i, line);
            String sent = line.toString(StandardCharsets.UTF_8);
            assertTrue(sent.indexOf('\n') == sent.length() - 1 && sent.indexOf('\r') == sent.length() - 2, "a line");
        }
    }

    private static void retried(String codes, String users) {
        Retry retry = new Retry(List.of(codes.split(",", STAGES_MAX)), 1, Duration.ZERO);
        assertPlain(retry.toString());
        UserRange range = new UserRange();
        range.users = users;
        assertTrue(range.first() >= 0 && range.last() >= range.first(), "a range");
    }
}
