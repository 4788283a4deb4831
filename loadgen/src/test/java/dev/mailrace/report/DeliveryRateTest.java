package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.runfile.RunDocument;
import org.junit.jupiter.api.Test;

class DeliveryRateTest {
    private static ObjectNode run(long accepted, long recipients, long arrived, long left) {
        ObjectNode run = RunDocument.bare().put("measured_seconds", 30);
        run.putObject("totals")
                .put("accepted", accepted)
                .put("accepted_per_second", accepted / 30.0)
                .put("recipients_accepted", recipients);
        run.putObject("deliveries")
                .put("expected", recipients)
                .put("arrived_in_stage", arrived)
                .put("in_server_at_end", left);
        return run;
    }

    @Test
    void aServerThatKeepsMailIsNamedWithBothRates() {
        assertThat(DeliveryRate.behind(run(30_000, 30_000, 11_940, 18_060)))
                .isEqualTo(
                        "The server delivered less than it accepted: 398/s of 1,000/s, 18,060 still in it at the end of "
                                + "the load");
        assertThat(DeliveryRate.behind(run(30_000, 60_000, 30_000, 30_000)))
                .contains("1,000/s of 2,000 recipients/s, 30,000 still");
    }

    @Test
    void whatIsOnItsWayWhenTheLoadEndsIsNoShortfall() {
        assertThat(DeliveryRate.behind(run(30_000, 30_000, 29_800, 200))).isEmpty();
        assertThat(DeliveryRate.behind(run(30_000, 30_000, 27_500, 2_500))).isEmpty();
        assertThat(DeliveryRate.behind(run(100, 100, 75, 25))).isEmpty();
        assertThat(DeliveryRate.behind(RunDocument.bare())).isEmpty();
    }
}
