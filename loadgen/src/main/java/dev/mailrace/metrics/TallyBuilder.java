package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import org.HdrHistogram.Histogram;

/** Puts a tally together from what files or others say of it. Owned by one thread. */
public final class TallyBuilder {
    private final Tally tally;

    public TallyBuilder() {
        this(new Tally());
    }

    /** Adds to {@code tally}; borrowed. */
    public TallyBuilder(Tally tally) {
        this.tally = tally;
    }

    public void arrivals(long count) {
        tally.arrivals += count;
    }

    /** Arrivals that ended like this. */
    public void outcome(Outcome outcome, long count) {
        tally.outcomes().add(outcome, count);
    }

    public void bodyBytes(long bytes) {
        tally.bodyBytes += bytes;
    }

    public void recipients(long accepted, long refused) {
        tally.recipientsAccepted += accepted;
        tally.recipientsRefused += refused;
    }

    /** Recipients with an end of their own that ended like this. */
    public void recipientOutcome(Outcome outcome, long count) {
        tally.recipients().add(outcome, count);
    }

    public void retries(long count) {
        tally.retries += count;
    }

    public void moved(long count) {
        tally.moved += count;
    }

    public void acceptedInStage(long count) {
        tally.acceptedInStage += count;
    }

    /** Arrivals accepted with the try of that number, from 1. */
    public void acceptedByTries(int tries, long count) {
        tally.acceptedByTries[Math.min(tries, tally.triesMax())] += count;
    }

    /** Arrivals of the kind of session with that number that were due. */
    public void kindArrivals(int number, long count) {
        tally.kind(number).arrived(count);
    }

    /** Arrivals of the kind of session with that number that ended like this. */
    public void kind(int number, Outcome.Kind kind, long count) {
        tally.kind(number).add(kind, count);
    }

    /** Response times of the kind of session with that number, in nanoseconds: copied. */
    public void kindResponse(int number, Histogram times) {
        tally.kind(number).add(times);
    }

    /** Service times of a phase of the kind of session with that number, in nanoseconds: copied. */
    public void kindTimes(int number, Phase phase, Histogram times) {
        tally.kind(number).add(phase, times);
    }

    /** Times in nanoseconds: taken over, their owner must leave them alone. */
    public void times(Timing timing, Phase phase, Histogram times) {
        tally.take(timing, phase, times);
    }

    /** Where times of a phase are kept, in nanoseconds: borrowed, to add to. */
    public Histogram times(Timing timing, Phase phase) {
        return tally.own(timing, phase);
    }

    /** The same of response times of the kind of session with that number. */
    public Histogram kindResponse(int number) {
        return tally.kind(number).ownResponse();
    }

    /** The same of service times of a phase of the kind of session with that number. */
    public Histogram kindTimes(int number, Phase phase) {
        return tally.kind(number).own(phase);
    }

    public void delivery(DeliveryCounts.Count count, long number) {
        tally.deliveries().add(count, number);
    }

    public void deliveryRemark(DeliveryCounts.Count count, String remark, long number) {
        tally.deliveries().remark(count, remark, number);
    }

    /** One time, in nanoseconds. */
    public void time(Timing timing, Phase phase, long nanos) {
        tally.record(timing, phase, nanos);
    }

    /** The tally; what is added after that is in it, too. */
    public Tally build() {
        return tally;
    }
}
