package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Condition;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.io.NotSerializableException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import org.HdrHistogram.Histogram;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a second of 64 agents costs their run. {@code -Dagents.seconds=200} says so; it decides nothing, for a machine's time is its
 * own.
 */
class ManyAgentsTest {
    private static final int AGENTS = 64;
    private static final int VALUES = 1_000; // of each histogram, a second and agent
    private static final long SECOND = 1_000_000_000;
    private static final AgentFacts FACTS = new AgentFacts("1", "host", 12, 2, 1, 1, 1, "nio", "17");
    private static final List<Phase> PHASES = List.of(
            Phase.CONNECT,
            Phase.BANNER,
            Phase.EHLO,
            Phase.AUTH,
            Phase.MAIL,
            Phase.RCPT,
            Phase.DATA,
            Phase.CONTENT,
            Phase.TRANSACTION,
            Phase.SESSION);
    private static final List<Timing> TIMINGS = List.of(Timing.SERVICE, Timing.RESPONSE);

    private final Node<ToAgent> node = new Node<>(
            AgentActor.into(
                    new LinkedBlockingQueue<>(),
                    new Pulse(Pulse.SILENCE_MAX),
                    FACTS,
                    () -> new AgentState(false, 0, 0)),
            Door.ofLoopback(),
            line -> {});
    private final Serialization serialization = SerializationExtension.get(node.system());
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<Phase, Histogram> all = new EnumMap<>(Phase.class); // service times of all agents
    private final List<Seat> seats = new ArrayList<>();
    private final AgentsInterval interval = new AgentsInterval(Phase.TRANSACTION);

    @AfterEach
    void close() {
        interval.close();
        node.close();
    }

    /** As round trips are: most near a millisecond, some far above. */
    private Histogram lognormal() {
        Histogram times = Tally.histogram();
        for (int i = 0; i < VALUES; i++) {
            times.recordValue((long) (1e6 * Math.exp(random.nextGaussian())));
        }
        return times;
    }

    private ToCoordinator.Measured second(int agent, long number) {
        TallyBuilder measured = new TallyBuilder();
        measured.arrivals(VALUES);
        measured.outcome(Outcome.ACCEPTED, VALUES);
        for (Phase phase : PHASES) {
            for (Timing timing : TIMINGS) {
                Histogram times = lognormal();
                if (timing == Timing.SERVICE) {
                    all.computeIfAbsent(phase, any -> Tally.histogram()).add(times);
                }
                measured.times(timing, phase, times);
            }
        }
        ShardInterval shards = ShardInterval.of(
                new TallyBuilder().build(),
                measured.build(),
                new ShardInterval.Lateness(lognormal(), lognormal(), lognormal(), Tally.histogram()),
                new SessionCounts(),
                new ShardInterval.Use(0, 0, 100, 100, 0));
        return new IntervalCodec()
                .encode(
                        agent,
                        new ToCoordinator.When(
                                number, number * SECOND, (number + 1) * SECOND, Stage.MEASURE, Condition.GOOD),
                        shards);
    }

    private byte[] wire(ToCoordinator.Measured message) {
        return serialization.serialize(message).get();
    }

    private ToCoordinator.Measured there(byte[] bytes, int serializer) {
        return (ToCoordinator.Measured) serialization
                .deserialize(bytes, serializer, ToCoordinator.Measured.class.getName())
                .get();
    }

    private Interval merge(Collector collector, List<ToCoordinator.Measured> messages, long number)
            throws InterruptedException {
        messages.forEach(message -> seats.get(message.agent()).heard(message));
        seats.forEach(seat -> interval.add(seat.upTo(Long.MAX_VALUE, when -> {})));
        return collector.collect(Instant.EPOCH, number * SECOND, (number + 1) * SECOND, Stage.MEASURE);
    }

    @Test
    void sixtyFourAgentsAreMergedToTheLastCount() throws InterruptedException, NotSerializableException {
        List<byte[]> sent = new ArrayList<>();
        for (int agent = 0; agent < AGENTS; agent++) {
            Seat seat = new Seat(agent, node.system(), FACTS);
            seat.begins();
            seats.add(seat);
            sent.add(wire(second(agent, 0)));
        }
        int serializer = serialization.serializerFor(Wire.class).identifier();
        Collector collector = new Collector(List.of(interval), List.of());
        Interval merged = merge(
                collector, sent.stream().map(bytes -> there(bytes, serializer)).toList(), 0);
        assertThat(merged.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo((long) AGENTS * VALUES);
        assertThat(merged.measured().imbalance()).isZero();
        for (Phase phase : PHASES) {
            assertThat(merged.measured().histogram(Timing.SERVICE, phase)).isEqualTo(all.get(phase));
        }
        int seconds = Integer.getInteger("agents.seconds", 0);
        if (seconds > 0) {
            measure(collector, sent, serializer, seconds);
        }
    }

    /** The first half of the seconds is for the compiler. */
    private void measure(Collector collector, List<byte[]> sent, int serializer, int seconds)
            throws InterruptedException {
        long unpackedNanos = 0;
        long mergedNanos = 0;
        for (int second = 1; second <= seconds; second++) {
            long before = cpuNanos();
            List<ToCoordinator.Measured> messages =
                    sent.stream().map(bytes -> there(bytes, serializer)).toList();
            long between = cpuNanos();
            merge(collector, messages, second);
            if (second > seconds / 2) {
                unpackedNanos += between - before;
                mergedNanos += cpuNanos() - between;
            }
        }
        double of = 1e6 * (seconds - seconds / 2);
        System.out.printf(
                Locale.ROOT,
                "%d agents, %d histograms of %,d values each: %,d bytes a second and agent; CPU a second: %.1f ms to "
                        + "unpack messages, %.1f ms to decode and merge histograms%n",
                AGENTS,
                PHASES.size() * TIMINGS.size() + 3,
                VALUES,
                sent.stream().mapToInt(bytes -> bytes.length).sum() / AGENTS,
                unpackedNanos / of,
                mergedNanos / of);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
