package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BacklogTest {
    @Test
    void theOldestComesFirstWithItsTime() {
        Backlog backlog = new Backlog(10);
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.offer(7, 70)).isTrue();
        assertThat(backlog.offer(9, 90)).isTrue();
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.sequence()).isEqualTo(7);
        assertThat(backlog.intendedNanos()).isEqualTo(70);
        backlog.remove();
        assertThat(backlog.sequence()).isEqualTo(9);
        assertThat(backlog.intendedNanos()).isEqualTo(90);
        backlog.remove();
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void theLimitIsTheLastThatIsTaken() {
        Backlog backlog = new Backlog(3);
        assertThat(backlog.offer(0, 0)).isTrue();
        assertThat(backlog.offer(1, 1)).isTrue();
        assertThat(backlog.offer(2, 2)).isTrue();
        assertThat(backlog.offer(3, 3)).isFalse();
        assertThat(backlog.size()).isEqualTo(3);
        backlog.remove();
        assertThat(backlog.offer(4, 4)).isTrue();
        assertThat(backlog.sequence()).isEqualTo(1);
    }

    @Test
    void theRingGrowsFromAnyPositionAndKeepsTheOrder() {
        long seed = 20_260_101;
        SplittableRandom random = new SplittableRandom(seed);
        Backlog backlog = new Backlog(1_000);
        Deque<Long> expected = new ArrayDeque<>();
        for (long sequence = 0; sequence < 20_000; sequence++) {
            boolean taken = backlog.offer(sequence, -sequence);
            assertThat(taken).as("seed " + seed).isEqualTo(expected.size() < 1_000);
            if (taken) {
                expected.add(sequence);
            }
            for (int i = random.nextInt(sequence < 5_000 ? 2 : 4); i > 0 && !expected.isEmpty(); i--) {
                assertThat(backlog.sequence()).as("seed " + seed).isEqualTo(expected.peek());
                assertThat(backlog.intendedNanos()).isEqualTo(-expected.remove());
                backlog.remove();
            }
            assertThat(backlog.size()).isEqualTo(expected.size());
        }
    }
}
