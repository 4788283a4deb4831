package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;

/** Whether a server delivered what it accepted while the load went on, in a line. */
public final class DeliveryRate {
    /** Of what was expected: less is no trend in runs of a few seconds. */
    private static final double SHARE_MIN = 0.01;

    /** What comes and goes one by one, so that few at the end of a run mean nothing. */
    private static final long COUNT_MIN = 10;

    /** What was accepted within that time may be on its way; and mailboxes are looked into each second, not before. */
    private static final double SECONDS_MIN = 3;

    private DeliveryRate() {}

    /**
     * What is known of a run's deliveries.
     *
     * @param recipientsEach of an accepted message, on average
     */
    private record Known(
            double seconds, double acceptedPerSecond, double recipientsEach, long expected, long arrived, long left) {
        String words() {
            double recipientsPerSecond = acceptedPerSecond * recipientsEach;
            boolean isMore = left > COUNT_MIN + 2 * Math.sqrt((double) expected)
                    && left > SHARE_MIN * expected
                    && left > SECONDS_MIN * recipientsPerSecond;
            if (seconds <= 0 || !isMore) {
                return "";
            }
            boolean hasOne = Math.round(recipientsEach * 1e3) == 1_000;
            return "The server delivered less than it accepted: " + Human.rate(arrived / seconds) + "/s of "
                    + Human.rate(recipientsPerSecond) + (hasOne ? "" : " recipients") + "/s, "
                    + Human.count(left) + " still in it at the end of the load";
        }
    }

    /**
     * As {@code The server delivered less than it accepted: 398/s of 1,000/s, 18,060 still in it at the end of the load}, of a run's
     * document; empty where it did not, or nobody followed deliveries.
     */
    public static String behind(JsonNode run) {
        JsonNode deliveries = run.path("deliveries");
        JsonNode totals = run.path("totals");
        return new Known(
                        run.path("measured_seconds").asDouble(),
                        totals.path("accepted_per_second").asDouble(),
                        each(
                                totals.path("recipients_accepted").asLong(),
                                totals.path("accepted").asLong()),
                        deliveries.path(Count.EXPECTED.label()).asLong(),
                        deliveries.path(Count.ARRIVED_IN_STAGE.label()).asLong(),
                        deliveries.path(Count.IN_SERVER_AT_END.label()).asLong())
                .words();
    }

    /** The same of its result. */
    static String behind(RunResult result) {
        Tally measured = result.measured();
        return new Known(
                        result.measuredSeconds(),
                        result.acceptedPerSecond(),
                        each(measured.recipientsAccepted(), measured.count(Outcome.Kind.ACCEPTED)),
                        measured.deliveries().count(Count.EXPECTED),
                        measured.deliveries().count(Count.ARRIVED_IN_STAGE),
                        measured.deliveries().count(Count.IN_SERVER_AT_END))
                .words();
    }

    private static double each(long recipients, long messages) {
        return messages > 0 ? (double) recipients / messages : 1;
    }
}
