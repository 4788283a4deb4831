package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts and histograms of one stage, over an interval or a whole run.
 *
 * <p>Owned by one thread at a time. Histograms hold nanoseconds in steps of about half a microsecond, with 3 significant
 * digits, and grow with the largest value: past the ten minutes that RFC 5321 §4.5.3.2 lets a server take, and more.
 */
public final class Tally {
    private static final int PHASES = Phase.values().length;
    private static final int TRIES_MAX = 101;
    private static final int TIMINGS = Timing.values().length;

    private final @Nullable Histogram[] histograms = new @Nullable Histogram[PHASES * TIMINGS];
    private final OutcomeCounts outcomes = new OutcomeCounts();
    long arrivals;
    long bodyBytes;
    long recipientsAccepted;
    long recipientsRefused;
    private final OutcomeCounts recipients = new OutcomeCounts();
    long retries;
    long moved;
    long acceptedInStage;
    final long[] acceptedByTries = new long[TRIES_MAX + 1];
    private final DeliveryCounts deliveries = new DeliveryCounts();
    private final List<KindTally> kinds = new ArrayList<>();

    /** An empty histogram with the precision of all others; it resizes itself. */
    public static Histogram histogram() {
        Histogram histogram = new Histogram(TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1), 3);
        histogram.setAutoResize(true);
        return histogram;
    }

    void arrived() {
        arrivals++;
    }

    void ended(Outcome outcome) {
        outcomes.add(outcome, 1);
    }

    void delivered(long bytes, int recipients) {
        bodyBytes += bytes;
        recipientsAccepted += recipients;
    }

    void refusedRecipients(int count) {
        recipientsRefused += count;
    }

    void recipientEnded(Outcome outcome) {
        recipients.add(outcome, 1);
    }

    void retried() {
        retries++;
    }

    void countMoved() {
        moved++;
    }

    void countAcceptedInStage() {
        acceptedInStage++;
    }

    void acceptedAfter(int tries) {
        acceptedByTries[Math.min(tries, TRIES_MAX)]++;
    }

    /** Of the kind of session with that number, from 0. */
    KindTally kind(int number) {
        while (kinds.size() <= number) {
            kinds.add(new KindTally());
        }
        return kinds.get(number);
    }

    void record(Timing timing, Phase phase, long nanos) {
        own(index(timing, phase)).recordValue(Math.max(0, nanos));
    }

    /** Takes {@code times} over, or what is in them. */
    void take(Timing timing, Phase phase, Histogram times) {
        int index = index(timing, phase);
        Histogram histogram = histograms[index];
        if (histogram == null || histogram.getTotalCount() == 0) {
            times.setAutoResize(true);
            histograms[index] = times;
        } else {
            histogram.add(times);
        }
    }

    Histogram own(Timing timing, Phase phase) {
        return own(index(timing, phase));
    }

    private Histogram own(int index) {
        Histogram histogram = histograms[index];
        if (histogram == null) {
            histogram = histogram();
            histograms[index] = histogram;
        }
        return histogram;
    }

    private static int index(Timing timing, Phase phase) {
        return timing.ordinal() * PHASES + phase.ordinal();
    }

    /** Adds all of {@code other}, which stays as it is. */
    public void add(Tally other) {
        for (int i = 0; i < histograms.length; i++) {
            Histogram theirs = other.histograms[i];
            if (theirs != null && theirs.getTotalCount() > 0) {
                own(i).add(theirs);
            }
        }
        outcomes.add(other.outcomes);
        arrivals += other.arrivals;
        bodyBytes += other.bodyBytes;
        recipientsAccepted += other.recipientsAccepted;
        recipientsRefused += other.recipientsRefused;
        recipients.add(other.recipients);
        deliveries.add(other.deliveries);
        retries += other.retries;
        moved += other.moved;
        acceptedInStage += other.acceptedInStage;
        for (int tries = 0; tries <= TRIES_MAX; tries++) {
            acceptedByTries[tries] += other.acceptedByTries[tries];
        }
        for (int number = 0; number < other.kinds.size(); number++) {
            kind(number).add(other.kinds.get(number));
        }
    }

    /** Back to zero; the memory is kept. */
    public void reset() {
        for (Histogram histogram : histograms) {
            if (histogram != null && histogram.getTotalCount() > 0) {
                histogram.reset();
            }
        }
        outcomes.reset();
        arrivals = 0;
        bodyBytes = 0;
        recipientsAccepted = 0;
        recipientsRefused = 0;
        recipients.reset();
        deliveries.reset();
        retries = 0;
        moved = 0;
        acceptedInStage = 0;
        Arrays.fill(acceptedByTries, 0);
        kinds.forEach(KindTally::reset);
    }

    /** The histogram of a phase in nanoseconds: borrowed; null when nothing was recorded. */
    public @Nullable Histogram histogram(Timing timing, Phase phase) {
        Histogram histogram = histograms[index(timing, phase)];
        return histogram == null || histogram.getTotalCount() == 0 ? null : histogram;
    }

    /** Transactions that were due in this stage. */
    public long arrivals() {
        return arrivals;
    }

    public OutcomeCounts outcomes() {
        return outcomes;
    }

    public long count(Outcome.Kind kind) {
        return outcomes.count(kind);
    }

    /** Bytes of accepted messages, before dot-stuffing. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** Recipients of accepted messages. */
    public long recipientsAccepted() {
        return recipientsAccepted;
    }

    /** Recipients refused, also in messages that were accepted for others. */
    public long recipientsRefused() {
        return recipientsRefused;
    }

    /** What became of recipients that had an end of their own: those refused, and all in LMTP. */
    public OutcomeCounts recipients() {
        return recipients;
    }

    /** What became of what was accepted; empty where nobody waits for it. */
    public DeliveryCounts deliveries() {
        return deliveries;
    }

    /** Tries after the first. */
    public long retries() {
        return retries;
    }

    /** Arrivals that found their connection ended when it was used again, and went to a fresh one. */
    public long moved() {
        return moved;
    }

    /**
     * Arrivals accepted while the stage lasted, whenever they were due: what the server did in that time. In an interval,
     * those of it that were.
     */
    public long acceptedInStage() {
        return acceptedInStage;
    }

    /** Arrivals accepted with the try of that number, from 1, where a refusal would have been tried again. */
    public long acceptedByTries(int tries) {
        return tries > TRIES_MAX ? 0 : acceptedByTries[tries];
    }

    /** The most tries that {@link #acceptedByTries} knows. */
    public int triesMax() {
        return TRIES_MAX;
    }

    /** By the kind of session that took them; those that none took are in no kind. None where sessions are of one kind. */
    public List<KindTally> kinds() {
        return Collections.unmodifiableList(kinds);
    }

    /** Arrivals minus outcomes: 0 once the run is over, or the books are wrong. */
    public long imbalance() {
        return arrivals - outcomes.total();
    }
}
