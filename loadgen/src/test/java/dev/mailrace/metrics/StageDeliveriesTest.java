package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.DeliveryCounts.Count;
import org.junit.jupiter.api.Test;

class StageDeliveriesTest {
    private final StageDeliveries stage = new StageDeliveries();
    private final DeliveryCounts total = new DeliveryCounts();

    private void second(Stage in, long expected, long delivered, long lateOfWarmup) {
        Tally warmup = new Tally();
        Tally measured = new Tally();
        DeliveryCounts counts = (in == Stage.WARMUP ? warmup : measured).deliveries();
        counts.add(Count.EXPECTED, expected);
        counts.add(Count.DELIVERED, delivered);
        warmup.deliveries().add(Count.DELIVERED, lateOfWarmup);
        stage.add(in, warmup, measured);
        total.add(measured.deliveries());
    }

    @Test
    void whatCameThroughInTheStageCountsWheneverItWasSent() {
        second(Stage.WARMUP, 100, 40, 0);
        second(Stage.MEASURE, 100, 0, 40);
        second(Stage.MEASURE, 100, 20, 20);
        assertThat(total.count(Count.ARRIVED_IN_STAGE)).isEqualTo(80);
        assertThat(total.count(Count.IN_SERVER_AT_END)).isEqualTo(180);
        second(Stage.DRAIN, 10, 190, 0);
        assertThat(total.count(Count.ARRIVED_IN_STAGE)).isEqualTo(80);
        assertThat(total.count(Count.IN_SERVER_AT_END))
                .as("at the end of the load")
                .isEqualTo(180);
    }
}
