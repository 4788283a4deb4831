package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.SentRecords;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Each expected delivery ends in one way, whatever comes, and in whatever order. */
class DeliveryBooksTest {
    private static final long ORIGIN = 1_000_000_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long START_MICROS = START.getEpochSecond() * 1_000_000;
    private static final long MILLI = 1_000_000;

    private final DeliveryPlan plan = new DeliveryPlan(
            List.of(new MailPlan(
                    "test",
                    Corpus.generated(SizeDistribution.parse("1k"), 1),
                    new Envelopes(
                            Feed.ofSenders("s@mailrace.example", 0, 0),
                            Feed.ofAddresses("r%d@mailrace.example", 1, 99),
                            2))),
            number -> 0,
            DeliveryCheck.BODY);
    private final Following following = new Following(plan, new ArrivalLog());
    private final DeliveryBooks books = new DeliveryBooks(following, Duration.ofSeconds(9), () -> {});
    private final SentRecords sent = new SentRecords();
    private final TallyBuilder warmup = new TallyBuilder();
    private final TallyBuilder measured = new TallyBuilder();

    DeliveryBooksTest() {
        books.begins(ORIGIN, START);
    }

    /** Accepted after 2 ms, and due at the beginning. */
    private void accepted(long sequence, int recipient) {
        sent.accepted(sequence, recipient, START_MICROS, ORIGIN + 2 * MILLI);
    }

    private void arrives(long sequence, int recipient, long millis) {
        following.log().whole(sequence, recipient, START_MICROS, ORIGIN + millis * MILLI);
    }

    private void remarkable(ArrivalLog.Kind kind, long sequence, int recipient) {
        following.log().remarkable(kind, sequence, recipient, ORIGIN + 5 * MILLI, "why");
    }

    private void interval() {
        books.sent(sent.log(), warmup, measured);
        sent.clear();
        books.arrived(warmup, measured);
    }

    private Map<Count, Long> counts() {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        DeliveryCounts all = measured.build().deliveries();
        for (Count count : Count.values()) {
            if (all.count(count) != 0 && count != Count.IN_SERVER_MAX) {
                counts.put(count, all.count(count));
            }
        }
        return counts;
    }

    @Test
    void aDeliveryIsTimedFromTheReplyAndFromWhenItWasDue() {
        accepted(0, 0);
        arrives(0, 0, 5);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 1L, Count.DELIVERED, 1L));
        assertThat(time(Timing.SERVICE, Phase.DELIVERY)).isBetween(2.99, 3.01);
        assertThat(time(Timing.RESPONSE, Phase.END_TO_END)).isBetween(4.99, 5.01);
    }

    private double time(Timing timing, Phase phase) {
        Histogram times = Objects.requireNonNull(measured.build().histogram(timing, phase));
        assertThat(times.getTotalCount()).isEqualTo(1);
        return times.getMean() / MILLI;
    }

    @Test
    void aServerMayBeFasterThanItsReply() {
        arrives(7, 1, 1);
        interval();
        assertThat(counts()).isEmpty();
        accepted(7, 1);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 1L, Count.DELIVERED, 1L));
        assertThat(time(Timing.SERVICE, Phase.DELIVERY)).isLessThan(0.001);
    }

    @Test
    void whatArrivesAgainIsADuplicateAndNoDelivery() {
        accepted(0, 0);
        arrives(0, 0, 5);
        interval();
        arrives(0, 0, 6);
        arrives(0, 0, 7);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 1L, Count.DUPLICATE, 1L, Count.COPIES, 2L));
    }

    @Test
    void anAlteredCopyIsWorseThanADuplicate() {
        accepted(0, 0);
        arrives(0, 0, 5);
        remarkable(ArrivalLog.Kind.ALTERED, 0, 0);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 1L, Count.ALTERED, 1L, Count.COPIES, 1L));
    }

    @Test
    void whatSaysAnotherDueTimeIsAltered() {
        accepted(0, 0);
        interval();
        following.log().whole(0, 0, START_MICROS + 1, ORIGIN + 5 * MILLI);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 1L, Count.ALTERED, 1L));
    }

    @Test
    void whatWentAstrayOrBouncedMayArriveAllTheSame() {
        accepted(0, 0);
        accepted(0, 1);
        remarkable(ArrivalLog.Kind.STRAY, 0, ArrivalLog.ANY_RECIPIENT);
        remarkable(ArrivalLog.Kind.BOUNCE, 0, 1);
        interval();
        assertThat(counts())
                .isEqualTo(Map.of(Count.EXPECTED, 2L, Count.MISDIRECTED, 1L, Count.BOUNCED, 1L, Count.STRAY, 1L));
        arrives(0, 0, 9);
        arrives(0, 1, 9);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 2L, Count.DELIVERED, 2L, Count.STRAY, 1L));
    }

    @Test
    void whatIsUnconfirmedOrWasRefusedMayArrive() {
        sent.unconfirmed(0, 0, START_MICROS, ORIGIN);
        sent.unconfirmed(1, 0, START_MICROS, ORIGIN);
        interval();
        assertThat(books.isSettled(ORIGIN + 9_000 * MILLI)).isFalse();
        arrives(0, 0, 5);
        arrives(2, 0, 5);
        interval();
        books.closes(true, ORIGIN + 9 * MILLI);
        interval();
        assertThat(counts())
                .isEqualTo(Map.of(Count.UNCONFIRMED, 2L, Count.UNCONFIRMED_ARRIVED, 1L, Count.UNACCEPTED_ARRIVED, 1L));
    }

    @Test
    void whatIsMissingWaitedAtLeastSoLong() {
        accepted(0, 0);
        accepted(0, 1);
        arrives(0, 0, 5);
        interval();
        books.closes(true, ORIGIN + 900 * MILLI);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 2L, Count.DELIVERED, 1L, Count.LOST, 1L));
        Tally tally = measured.build();
        assertThat(Objects.requireNonNull(tally.histogram(Timing.UNANSWERED, Phase.END_TO_END))
                        .getMaxValue())
                .isGreaterThanOrEqualTo(899 * MILLI);
        assertThat(Objects.requireNonNull(tally.histogram(Timing.RESPONSE, Phase.END_TO_END))
                        .getTotalCount())
                .isEqualTo(2);
        assertThat(tally.deliveries().inServer()).isZero();
    }

    @Test
    void whatMayStillComeIsPending() {
        accepted(0, 0);
        interval();
        books.closes(false, ORIGIN + 900 * MILLI);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 1L, Count.PENDING, 1L));
    }

    @Test
    void theMostAtOnceIsKept() {
        accepted(0, 0);
        accepted(1, 0);
        interval();
        assertThat(books.isSettled(ORIGIN + 9_000 * MILLI)).isFalse();
        arrives(0, 0, 5);
        arrives(1, 0, 4);
        interval();
        assertThat(books.isSettled(ORIGIN + 1_004 * MILLI)).as("more may come").isFalse();
        assertThat(books.isSettled(ORIGIN + 1_005 * MILLI)).isTrue();
        assertThat(measured.build().deliveries().count(Count.IN_SERVER_MAX)).isEqualTo(2);
    }

    @Test
    void aLowerNumberBehindAHigherIsOutOfOrder() {
        accepted(0, 0);
        accepted(1, 0);
        arrives(1, 0, 4);
        arrives(0, 0, 5);
        interval();
        assertThat(counts()).isEqualTo(Map.of(Count.EXPECTED, 2L, Count.DELIVERED, 2L, Count.OUT_OF_ORDER, 1L));
    }

    /** Where nobody sees for whom a message came, copies count for those who have none, one after the other. */
    @Test
    void whatCameForAnybodyGoesToTheFirstWithoutIt() {
        accepted(0, 0);
        accepted(0, 1);
        for (int i = 0; i < 3; i++) {
            following.log().whole(0, ArrivalLog.ANY_RECIPIENT, ArrivalLog.NO_DUE, ORIGIN + 5 * MILLI);
        }
        interval();
        assertThat(counts())
                .isEqualTo(Map.of(Count.EXPECTED, 2L, Count.DELIVERED, 1L, Count.DUPLICATE, 1L, Count.COPIES, 1L));
    }

    /** Only so many have their times kept; their deliveries still count. */
    @Test
    void timesAreBoundedAndCountsAreNot() {
        long pages = Times.PAGES_MAX + 3L;
        for (long page = 0; page < pages; page++) {
            accepted(page << Times.PAGE_BITS, 0);
        }
        interval();
        for (long page = 0; page < pages; page++) {
            arrives(page << Times.PAGE_BITS, 0, 5);
        }
        interval();
        assertThat(counts()).containsEntry(Count.DELIVERED, pages).containsEntry(Count.UNTIMED, 3L);
    }
}
