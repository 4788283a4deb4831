package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Tally;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog.Due due = new Backlog.Due();

    @Test
    void theOldestComesFirstWithItsTime() {
        Backlog backlog = new Backlog(1, 10);
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.offer(0, 7, 70)).isTrue();
        assertThat(backlog.offer(0, 9, 90)).isTrue();
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.poll(0, due)).isTrue();
        assertThat(due.sequence).isEqualTo(7);
        assertThat(due.intendedNanos).isEqualTo(70);
        assertThat(backlog.poll(0, due)).isTrue();
        assertThat(due.sequence).isEqualTo(9);
        assertThat(due.intendedNanos).isEqualTo(90);
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.poll(0, due)).isFalse();
    }

    @Test
    void eachClassHasItsOwnOrderAndTheOldestOfAllCanBeHad() {
        Backlog backlog = new Backlog(3, 10);
        backlog.offer(2, 1, 10);
        backlog.offer(0, 2, 20);
        backlog.offer(2, 3, 30);
        assertThat(backlog.isEmpty(1)).isTrue();
        assertThat(backlog.poll(1, due)).isFalse();
        assertThat(backlog.poll(0, due)).isTrue();
        assertThat(due.sequence).isEqualTo(2);
        assertThat(backlog.pollOldest(due)).isTrue();
        assertThat(due.sequence).isEqualTo(1);
        assertThat(due.kind).isEqualTo(2);
    }

    @Test
    void theLimitIsTheLastThatIsTakenOfAllClasses() {
        Backlog backlog = new Backlog(2, 3);
        assertThat(backlog.offer(0, 0, 0)).isTrue();
        assertThat(backlog.offer(1, 1, 1)).isTrue();
        assertThat(backlog.offer(0, 2, 2)).isTrue();
        assertThat(backlog.offer(1, 3, 3)).isFalse();
        assertThat(backlog.size()).isEqualTo(3);
        assertThat(backlog.poll(0, due)).isTrue();
        assertThat(backlog.offer(1, 4, 4)).isTrue();
    }

    @Test
    void theRingGrowsFromAnyPositionAndKeepsTheOrder() {
        long seed = 20_260_101;
        SplittableRandom random = new SplittableRandom(seed);
        Backlog backlog = new Backlog(1, 1_000);
        Deque<Long> expected = new ArrayDeque<>();
        for (long sequence = 0; sequence < 20_000; sequence++) {
            boolean taken = backlog.offer(0, sequence, -sequence);
            assertThat(taken).as("seed " + seed).isEqualTo(expected.size() < 1_000);
            if (taken) {
                expected.add(sequence);
            }
            for (int i = random.nextInt(sequence < 5_000 ? 2 : 4); i > 0 && !expected.isEmpty(); i--) {
                assertThat(backlog.poll(0, due)).isTrue();
                assertThat(due.sequence).as("seed " + seed).isEqualTo(expected.peek());
                assertThat(due.intendedNanos).isEqualTo(-expected.remove());
            }
            assertThat(backlog.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void theAgesOfManyAreToldBySomeOfThemAndTheirCountIsExact() {
        Backlog backlog = new Backlog(1, 1_000_000);
        for (int number = 0; number < 100_000; number++) {
            backlog.offer(0, number, number);
        }
        Histogram ages = Tally.histogram();
        backlog.addAges(1_000_000, 50_000, ages);
        assertThat(ages.getTotalCount()).isBetween(49_900L, 50_100L);
        assertThat(ages.getMinValue()).isGreaterThanOrEqualTo(899_000);
        assertThat(ages.getMaxValue()).isLessThanOrEqualTo(951_000);
    }
}
