package dev.mailrace.cluster;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.KindTally;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.TlsSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Intervals as messages, exact to the last count: histograms keep their buckets, so that merging them on the other side is
 * the same as merging them here. Pure, but for a buffer that it reuses: owned by one thread.
 */
final class IntervalCodec {
    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    /** Both are borrowed. */
    ToCoordinator.Measured encode(int agent, Interval interval, ShardInterval shards) {
        return encode(
                agent,
                new ToCoordinator.When(
                        interval.number(),
                        interval.startNanos(),
                        interval.endNanos(),
                        interval.stage(),
                        interval.condition()),
                shards);
    }

    ToCoordinator.Measured encode(int agent, ToCoordinator.When when, ShardInterval shards) {
        ShardInterval.Lateness lateness = shards.lateness();
        ShardInterval.Use use = shards.use();
        return new ToCoordinator.Measured(
                agent,
                when,
                counts(shards.warmup()),
                counts(shards.measured()),
                new ToCoordinator.Lateness(
                        bytes(lateness.slip()),
                        bytes(lateness.backlogWait()),
                        bytes(lateness.loopLag()),
                        bytes(lateness.unanswered())),
                sessions(shards.sessions()),
                new ToCoordinator.Use(
                        use.inUseNanos(), use.inUseAtStart(), use.connectionsMax(), use.connections(), use.backlog()));
    }

    private ToCoordinator.Counts counts(Tally tally) {
        List<ToCoordinator.Timed> times = new ArrayList<>();
        for (Timing timing : Timing.values()) {
            for (Phase phase : Phase.values()) {
                Histogram histogram = tally.histogram(timing, phase);
                if (histogram != null) {
                    times.add(new ToCoordinator.Timed(timing, phase, bytes(histogram)));
                }
            }
        }
        return new ToCoordinator.Counts(
                sums(tally),
                ended(tally.outcomes()),
                ended(tally.recipients()),
                tally.kinds().stream().map(this::kind).toList(),
                times);
    }

    private static ToCoordinator.Sums sums(Tally tally) {
        List<Long> byTries = new ArrayList<>();
        long left = 0;
        for (int tries = 1; tries <= tally.triesMax(); tries++) {
            left += tally.acceptedByTries(tries);
        }
        for (int tries = 1; left > 0; tries++) {
            byTries.add(tally.acceptedByTries(tries));
            left -= tally.acceptedByTries(tries);
        }
        return new ToCoordinator.Sums(
                tally.arrivals(),
                tally.bodyBytes(),
                tally.recipientsAccepted(),
                tally.recipientsRefused(),
                tally.retries(),
                tally.moved(),
                tally.acceptedInStage(),
                byTries);
    }

    private static List<ToCoordinator.Ended> ended(OutcomeCounts counts) {
        return counts.entries().stream()
                .map(entry -> new ToCoordinator.Ended(
                        entry.outcome().kind(),
                        entry.outcome().phase(),
                        entry.outcome().code(),
                        entry.outcome().enhanced(),
                        entry.outcome().reason(),
                        entry.outcome().sample(),
                        entry.count()))
                .toList();
    }

    private ToCoordinator.Kind kind(KindTally kind) {
        Histogram response = kind.response();
        List<ToCoordinator.Timed> services = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            Histogram service = kind.service(phase);
            if (service != null) {
                services.add(new ToCoordinator.Timed(Timing.SERVICE, phase, bytes(service)));
            }
        }
        return new ToCoordinator.Kind(
                kind.arrivals(),
                Arrays.stream(KINDS).map(kind::count).toList(),
                response == null ? null : bytes(response),
                services);
    }

    private static ToCoordinator.Sessions sessions(SessionCounts counts) {
        TlsSession tls = counts.tls();
        List<ToCoordinator.Reached> addresses = new ArrayList<>();
        counts.addresses()
                .byAddress()
                .forEach((address, count) ->
                        addresses.add(new ToCoordinator.Reached(address, count.attempted(), count.failed())));
        return new ToCoordinator.Sessions(
                counts.attemptedCount(),
                counts.establishedCount(),
                counts.allOpenedNanos(),
                counts.fullHandshakes(),
                counts.resumedHandshakes(),
                tls == null
                        ? null
                        : new ToCoordinator.Handshake(tls.resumed(), tls.version(), tls.cipher(), tls.group()),
                ended(counts.losses()),
                addresses);
    }

    private ByteBuffer bytes(Histogram histogram) {
        int needed = histogram.getNeededByteBufferCapacity();
        if (buffer.capacity() < needed) {
            buffer = ByteBuffer.allocate(needed);
        }
        buffer.clear();
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return ByteBuffer.wrap(Arrays.copyOf(buffer.array(), length));
    }

    /** The other way round. */
    static ShardInterval decode(ToCoordinator.Measured measured) {
        ShardInterval interval = ShardInterval.empty();
        try (HistogramReader reader = new HistogramReader()) {
            add(measured, interval, reader);
            addNow(measured, interval, reader);
        }
        interval.add(use(measured.use()));
        return interval;
    }

    /** Adds what was counted and timed, exactly; not what is open or waits at its end. */
    static void add(ToCoordinator.Measured measured, ShardInterval to, HistogramReader reader) {
        add(measured.warmup(), new TallyBuilder(to.warmup()), reader);
        add(measured.measured(), new TallyBuilder(to.measured()), reader);
        ToCoordinator.Lateness lateness = measured.lateness();
        add(lateness.slip(), to.lateness().slip(), reader);
        add(lateness.backlogWait(), to.lateness().backlogWait(), reader);
        add(lateness.loopLag(), to.lateness().loopLag(), reader);
        to.sessions().add(sessions(measured.sessions()));
    }

    /** Adds what waited at its end. */
    static void addNow(ToCoordinator.Measured measured, ShardInterval to, HistogramReader reader) {
        add(measured.lateness().unanswered(), to.lateness().unanswered(), reader);
    }

    static ShardInterval.Use use(ToCoordinator.Use use) {
        return new ShardInterval.Use(
                use.inUseNanos(), use.inUseAtStart(), use.connectionsMax(), use.connections(), use.backlog());
    }

    /** Arrivals that were due, less those that ended: some may have been due before. */
    static long imbalance(ToCoordinator.Counts counts) {
        return counts.sums().arrivals()
                - counts.outcomes().stream()
                        .mapToLong(ToCoordinator.Ended::count)
                        .sum();
    }

    static long accepted(ToCoordinator.Counts counts) {
        return counts.outcomes().stream()
                .filter(ended -> ended.kind() == Outcome.Kind.ACCEPTED)
                .mapToLong(ToCoordinator.Ended::count)
                .sum();
    }

    private static void add(ToCoordinator.Counts counts, TallyBuilder tally, HistogramReader reader) {
        ToCoordinator.Sums sums = counts.sums();
        tally.arrivals(sums.arrivals());
        tally.bodyBytes(sums.bodyBytes());
        tally.recipients(sums.recipientsAccepted(), sums.recipientsRefused());
        tally.retries(sums.retries());
        tally.moved(sums.moved());
        tally.acceptedInStage(sums.acceptedInStage());
        for (int i = 0; i < sums.acceptedByTries().size(); i++) {
            tally.acceptedByTries(i + 1, sums.acceptedByTries().get(i));
        }
        counts.outcomes().forEach(ended -> tally.outcome(outcome(ended), ended.count()));
        counts.recipients().forEach(ended -> tally.recipientOutcome(outcome(ended), ended.count()));
        for (int number = 0; number < counts.kinds().size(); number++) {
            addKind(number, counts.kinds().get(number), tally, reader);
        }
        counts.times().forEach(timed -> add(timed.histogram(), tally.times(timed.timing(), timed.phase()), reader));
    }

    private static void addKind(int number, ToCoordinator.Kind kind, TallyBuilder tally, HistogramReader reader) {
        tally.kindArrivals(number, kind.arrivals());
        for (int i = 0; i < kind.counts().size(); i++) {
            tally.kind(number, KINDS[i], kind.counts().get(i));
        }
        ByteBuffer response = kind.response();
        if (response != null) {
            add(response, tally.kindResponse(number), reader);
        }
        kind.services().forEach(timed -> add(timed.histogram(), tally.kindTimes(number, timed.phase()), reader));
    }

    private static Outcome outcome(ToCoordinator.Ended ended) {
        return new Outcome(ended.kind(), ended.phase(), ended.code(), ended.enhanced(), ended.reason(), ended.sample());
    }

    private static SessionCounts sessions(ToCoordinator.Sessions sessions) {
        OutcomeCounts losses = new OutcomeCounts();
        sessions.losses().forEach(ended -> losses.add(outcome(ended), ended.count()));
        ToCoordinator.Handshake tls = sessions.handshake();
        SessionCounts counts = SessionCounts.of(
                sessions.attempted(),
                sessions.established(),
                sessions.allOpenedNanos(),
                sessions.fullHandshakes(),
                sessions.resumedHandshakes(),
                tls == null ? null : new TlsSession(tls.resumed(), tls.version(), tls.cipher(), tls.group()),
                losses);
        sessions.addresses()
                .forEach(reached -> counts.addresses().add(reached.address(), reached.attempted(), reached.failed()));
        return counts;
    }

    private static void add(ByteBuffer bytes, Histogram to, HistogramReader reader) {
        try {
            reader.add(bytes, to);
        } catch (DataFormatException e) {
            throw new IllegalStateException("a histogram that is none", e);
        }
    }
}
