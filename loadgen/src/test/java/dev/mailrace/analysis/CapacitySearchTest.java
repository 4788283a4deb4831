package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.analysis.CapacitySearch.Answer;
import dev.mailrace.analysis.CapacitySearch.Finding;
import dev.mailrace.analysis.CapacitySearch.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacitySearchTest {
    private static final double PRECISION = 0.02;

    private static CapacitySearch run(CapacitySearch search, Function<Step, Finding> server) {
        int steps = 0;
        while (!search.isDone()) {
            Step step = search.next();
            search.tell(step, server.apply(step));
            assertThat(++steps).isLessThanOrEqualTo(CapacitySearch.STEPS_MAX);
        }
        return search;
    }

    private static Function<Step, Finding> server(double capacity) {
        return step -> step.load() <= capacity ? Finding.HELD : Finding.BROKEN;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 3, 37, 99.5, 100, 101, 333, 1_000, 7_412, 65_000})
    void whatAServerBearsIsFoundFromBothSides(double capacity) {
        CapacitySearch search = run(new CapacitySearch(100, 1, 1e6, PRECISION), server(capacity));
        Answer answer = search.answer();
        assertThat(answer.held()).isLessThanOrEqualTo(capacity).isGreaterThan(0);
        assertThat(answer.broken()).isGreaterThan(capacity);
        assertThat(answer.broken()).isLessThanOrEqualTo(Math.max(answer.held() * (1 + PRECISION), answer.held() + 1));
        assertThat(answer.confirmed()).isTrue();
        assertThat(answer.generatorLimits()).isFalse();
    }

    @Test
    void theLastTwoStepsAreTheAnswerAndOneAboveItForLonger() {
        CapacitySearch search = new CapacitySearch(100, 1, 1e6, PRECISION);
        List<Step> steps = new ArrayList<>();
        run(search, step -> {
            steps.add(step);
            return server(1_000).apply(step);
        });
        List<Step> last = steps.subList(steps.size() - 2, steps.size());
        assertThat(last)
                .containsExactly(
                        new Step(search.answer().held(), true),
                        new Step(search.answer().broken(), true));
        assertThat(steps.subList(0, steps.size() - 2)).noneMatch(Step::confirming);
        assertThat(steps.subList(0, 5)).extracting(Step::load).containsExactly(100.0, 200.0, 400.0, 800.0, 1_600.0);
    }

    /** Near its limit a server breaks now and then, and holds now and then: the answer lies where it does both. */
    @Test
    void aServerThatWaversIsFoundWhereItWavers() {
        int inside = 0;
        for (int seed = 0; seed < 500; seed++) {
            UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
            Answer answer = run(new CapacitySearch(100, 1, 1e6, PRECISION), step -> {
                        double overload = step.load() / 1_000 - 1;
                        double pBreak = 1 / (1 + Math.exp(-overload / 0.01)) * 0.94 + 0.03;
                        return random.nextDouble() < pBreak ? Finding.BROKEN : Finding.HELD;
                    })
                    .answer();
            inside += answer.held() > 940 && answer.held() < 1_060 ? 1 : 0;
        }
        assertThat(inside).as("of 500, though 3 %% of all steps lie").isGreaterThan(450);
    }

    @Test
    void whereTheGeneratorGivesWayTheAnswerIsAtLeast() {
        Answer answer = run(
                        new CapacitySearch(100, 1, 1e6, PRECISION),
                        step -> step.load() > 5_000 ? Finding.GENERATOR : Finding.HELD)
                .answer();
        assertThat(answer.generatorLimits()).isTrue();
        assertThat(answer.held()).isBetween(4_850.0, 5_000.0);
    }

    @Test
    void whatNoLoadBreaksEndsAtTheHighest() {
        CapacitySearch search = run(new CapacitySearch(100, 1, 1_000, PRECISION), step -> Finding.HELD);
        assertThat(search.answer().held()).isEqualTo(1_000);
        assertThat(search.answer().broken()).isInfinite();
        assertThat(search.answer().generatorLimits()).isTrue();
    }

    @Test
    void whatNoLoadHoldsEndsAtTheLowest() {
        CapacitySearch search = run(new CapacitySearch(100, 1, 1_000, PRECISION), step -> Finding.BROKEN);
        assertThat(search.answer().held()).isZero();
        assertThat(search.answer().broken()).isEqualTo(1);
        assertThat(search.answer().confirmed()).isFalse();
    }

    @Test
    void aServerThatChangesItsMindForEverIsGivenUp() {
        int[] count = {0};
        run(new CapacitySearch(100, 1, 1e6, PRECISION), step -> {
            count[0]++;
            return step.confirming() == (step.load() > 150) ? Finding.HELD : Finding.BROKEN;
        });
        assertThat(count[0]).isLessThanOrEqualTo(CapacitySearch.STEPS_MAX);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new CapacitySearch(0.5, 1, 10, PRECISION)).hasMessageContaining("first load: 0.5");
        assertThatThrownBy(() -> new CapacitySearch(5, 1, 10, 0)).hasMessageContaining("precision: 0.0");
        CapacitySearch done = run(new CapacitySearch(1, 1, 1, PRECISION), server(5));
        assertThatThrownBy(done::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theKneeOfAQueueLiesBeforeItsCapacity() {
        List<Knee.Point> queue = IntStream.rangeClosed(1, 49)
                .mapToObj(i -> new Knee.Point(20 * i, 1 / (1 - 20 * i / 1_000.0)))
                .toList();
        assertThat(Knee.of(queue))
                .satisfies(
                        knee -> assertThat(Objects.requireNonNull(knee).load()).isBetween(700.0, 900.0));
        List<Knee.Point> flat = queue.stream()
                .map(point -> new Knee.Point(point.load(), point.load()))
                .toList();
        assertThat(Knee.of(flat)).isNull();
        assertThat(Knee.of(queue.subList(0, 3))).isNull();
    }
}
