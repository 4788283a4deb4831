package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void aCommandKnowsTheWriteOfItsLastByteOnceThatIsWritten() {
        Flight flight = new Flight();
        flight.add(Phase.MAIL, 0, null, 7);
        flight.add(Phase.CONTENT, 0, null, 7);
        flight.newestGoesOn();
        assertThat(flight.isWritten()).as("the oldest, MAIL").isTrue();
        assertThat(flight.write()).isEqualTo(7);
        flight.remove();
        assertThat(flight.isWritten()).isFalse();
        assertThatThrownBy(() -> flight.add(Phase.RSET, 0, null, 8)).hasMessageContaining("still goes out");
        flight.newestEnds(9);
        assertThat(flight.isWritten()).isTrue();
        assertThat(flight.write()).isEqualTo(9);
        assertThat(flight.phase()).isEqualTo(Phase.CONTENT);
        flight.add(Phase.RSET, 0, null, 9);
    }
}
