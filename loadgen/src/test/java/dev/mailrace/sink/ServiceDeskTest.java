package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.sink.ServiceDesk.Errand;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceDeskTest {
    private static final int DRAWS = 1_000_000;

    @Test
    void whereNothingTakesTimeThereIsNoDesk() {
        assertThat(ServiceDesk.of(SinkService.NONE)).isNull();
        assertThat(ServiceDesk.of(SinkService.messages(3, Duration.ZERO))).isNull();
    }

    /** Against the same rule, written down as plainly as can be. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 100})
    void workGoesToWhoeverIsFreeFirst(int workers) {
        long start = Long.MAX_VALUE - 10_000; // The clock overflows on the way.
        ServiceDesk desk = new ServiceDesk(
                SinkService.messages(workers, Duration.ofNanos(100)).withLoginTime(Duration.ofNanos(1_001)), 1);
        long[] free = new long[workers];
        SplittableRandom random = new SplittableRandom(workers);
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(500 / workers + 1);
            Errand errand = random.nextInt(5) == 0 ? Errand.LOGIN : Errand.MESSAGE;
            Arrays.sort(free);
            free[0] = Math.max(now, free[0]) + (errand == Errand.LOGIN ? 1_001 : 100);
            assertThat(desk.finishNanos(errand, start + now) - start)
                    .as("work %d", i)
                    .isEqualTo(free[0]);
        }
        assertThat(start + now).as("the clock has overflown").isNegative();
    }

    @Test
    void oneHundredThousandWorkersWork() {
        ServiceDesk desk = new ServiceDesk(SinkService.messages(100_000, Duration.ofSeconds(1)), 1);
        for (int i = 0; i < 250_000; i++) {
            assertThat(desk.finishNanos(Errand.MESSAGE, i) - i % 100_000).isEqualTo((i / 100_000 + 1) * 1_000_000_000L);
        }
    }

    @Test
    void exponentialTimesHaveTheMeanAskedForAndItsSpread() {
        double mean = Duration.ofMillis(2).toNanos();
        ServiceDesk desk = new ServiceDesk(
                SinkService.messages(SinkService.UNLIMITED, Duration.ofMillis(2))
                        .withSpread(SinkService.Spread.EXPONENTIAL),
                1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double nanos = desk.finishNanos(Errand.MESSAGE, 0);
            sum += nanos;
            squares += nanos * nanos;
        }
        assertThat(sum / DRAWS).isCloseTo(mean, within(0.02 * mean));
        double deviation = Math.sqrt(squares / DRAWS - sum / DRAWS * (sum / DRAWS));
        assertThat(deviation).isCloseTo(mean, within(0.02 * mean));
    }

    @Test
    void theSameSeedGivesTheSameTimes() {
        SinkService service = SinkService.messages(3, Duration.ofMillis(2)).withSpread(SinkService.Spread.EXPONENTIAL);
        ServiceDesk one = new ServiceDesk(service, 7);
        ServiceDesk other = new ServiceDesk(service, 7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(one.finishNanos(Errand.MESSAGE, i)).isEqualTo(other.finishNanos(Errand.MESSAGE, i));
        }
    }
}
