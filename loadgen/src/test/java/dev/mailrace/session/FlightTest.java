package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlightTest {
    private record Command(
            Phase phase, long sentNanos, @Nullable Transaction transaction) {}

    @Test
    void repliesComeInTheOrderOfCommandsHoweverManyAreInFlight() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Flight flight = new Flight();
            Deque<Command> expected = new ArrayDeque<>();
            for (int step = 0; step < 300; step++) {
                if (random.nextInt(100) < 52) {
                    Phase phase = Phase.values()[random.nextInt(Phase.values().length)];
                    Transaction transaction =
                            random.nextBoolean() ? null : new Letter(step, "s", List.of("r"), Unpooled.EMPTY_BUFFER);
                    flight.add(phase, step, transaction, step);
                    expected.add(new Command(phase, step, transaction));
                } else if (!expected.isEmpty()) {
                    assertThat(new Command(flight.phase(), flight.sentNanos(), flight.transaction()))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(expected.poll());
                    flight.remove();
                }
                assertThat(flight.size()).as("seed %d, step %d", seed, step).isEqualTo(expected.size());
                assertThat(flight.isEmpty()).isEqualTo(expected.isEmpty());
            }
        }
    }
}
