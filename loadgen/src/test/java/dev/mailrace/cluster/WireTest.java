package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.TlsSession;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.HdrHistogram.Histogram;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire comes as it left, and nothing else comes at all. */
@Timeout(60)
class WireTest {
    private static Node<ToAgent> node;
    private static Serialization serialization;

    @BeforeAll
    static void start() {
        node = new Node<>(
                AgentActor.into(
                        new LinkedBlockingQueue<>(),
                        new Pulse(Pulse.SILENCE_MAX),
                        FACTS,
                        () -> new AgentState(false, 0, 0)),
                Door.ofLoopback(),
                line -> {});
        serialization = SerializationExtension.get(node.system());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static int jackson() {
        try {
            return serialization.serializerFor(Wire.class).identifier();
        } catch (NotSerializableException e) {
            throw new AssertionError(e);
        }
    }

    private static Object there(Object message) {
        byte[] bytes = serialization.serialize(message).get();
        return serialization
                .deserialize(bytes, jackson(), message.getClass().getName())
                .get();
    }

    private static final AgentFacts FACTS =
            new AgentFacts("1", "host", 12, 2, 1L << 40, 1_024, 28_232, "io_uring", "17");

    @Test
    void smallMessagesComeAsTheyLeft() {
        List<Wire> messages = List.of(
                new ToAgent.Unwelcome("no"),
                new ToAgent.Prepare(new Order(
                        "run",
                        "to: jürgen@example.test\n",
                        Map.of("0/a.csv", "digest"),
                        List.of("--threads=4"),
                        null,
                        new Order.Shards(1, 2, 4),
                        Map.of("seed", "1"),
                        true)),
                new ToAgent.Ping(1, 7, here()),
                new ToAgent.Invitation(2, here()),
                new ToAgent.WhoAreYou(3, here()),
                new ToAgent.Begin(Long.MIN_VALUE, 5, 999_999_999, "folder"),
                new ToAgent.Pulse(),
                new ToAgent.Offer(List.of(new ToAgent.Offered("digest", 1L << 40))),
                new ToAgent.Piece("digest", ByteBuffer.wrap(new byte[] {1, 2})),
                new ToCoordinator.Lacks(1, List.of("digest")),
                new ToCoordinator.Has(1),
                new ToAgent.End(ToAgent.How.SLO_BROKEN),
                new ToAgent.Leave(),
                new ToCoordinator.Hello(node.system(), 1, "token", FACTS),
                new ToCoordinator.Ready(3),
                new ToCoordinator.Declined(3, "why"),
                new ToCoordinator.Present(3, FACTS, new AgentState(true, -0.5, 1)),
                new ToCoordinator.Refused(3, "why", ExitCode.FAILED),
                new ToCoordinator.Pong(3, 7, -1, Long.MAX_VALUE),
                new ToCoordinator.Done(1, RunResult.Ending.SERVER_GONE, 1.5, verdict(), null, 12));
        assertThat(messages).allSatisfy(message -> assertThat(there(message)).isEqualTo(message));
    }

    private ActorRef<ToCoordinator> here() {
        return node.system().<Object>unsafeUpcast().narrow();
    }

    private static SelfHealth.Verdict verdict() {
        return new SelfHealth.Verdict(
                false,
                List.of("a"),
                List.of("b", "c"),
                1,
                2,
                3,
                0.5,
                6.25,
                0.75,
                0.125,
                4,
                5,
                new LittlesLaw(1, 2, 0.5),
                List.of());
    }

    @Test
    void aMessageOfAnotherClassIsNotRead() {
        assertThatThrownBy(() -> serialization.serialize(new Foreign("rm")).get())
                .as("nothing is written by Java's own serialisation")
                .hasMessageContaining("Java serialization");
        byte[] ping = serialization.serialize(new ToAgent.Pulse()).get();
        assertThatThrownBy(() -> serialization
                        .deserialize(ping, jackson(), Foreign.class.getName())
                        .get())
                .hasMessageContaining("listed as allowed");
    }

    /** A class that could be read, were it asked for. */
    record Foreign(String number) implements java.io.Serializable {}

    @Test
    void anIntervalComesToTheLastCount() throws InterruptedException {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
            Collector collector = new Collector(List.of(recorder), List.of());
            List<String> left = new ArrayList<>();
            List<String> came = new ArrayList<>();
            collector.relay((interval, shards) -> {
                left.add(described(shards));
                ToCoordinator.Measured message = new IntervalCodec().encode(4, interval, shards);
                ToCoordinator.Measured other = (ToCoordinator.Measured) there(message);
                assertThat(other.when()).isEqualTo(message.when());
                came.add(described(IntervalCodec.decode(other)));
            });
            for (int i = 0; i < 3; i++) {
                record(recorder, random);
                collector.collect(Instant.EPOCH, i, i + 1, i == 0 ? Stage.WARMUP : Stage.MEASURE);
            }
            assertThat(came).as("seed %d", seed).isEqualTo(left).hasSize(3);
        }
    }

    private static void record(Recorder recorder, Random random) {
        for (int i = random.nextInt(200); i > 0; i--) {
            Stage stage = random.nextBoolean() ? Stage.WARMUP : Stage.MEASURE;
            Outcome outcome = new Outcome(
                    Outcome.Kind.values()[random.nextInt(Outcome.Kind.values().length)],
                    random.nextInt(9) == 0 ? null : Phase.values()[random.nextInt(Phase.values().length)],
                    random.nextInt(600),
                    random.nextBoolean() ? "" : "5.7." + random.nextInt(9),
                    Outcome.Reason.values()[random.nextInt(Outcome.Reason.values().length)],
                    "said");
            recorder.arrived(stage);
            recorder.ended(stage, outcome);
            recorder.recipientEnded(stage, outcome);
            recorder.kindArrived(stage, random.nextInt(3));
            recorder.kindEnded(stage, random.nextInt(3), outcome);
            recorder.kindTime(
                    stage, random.nextInt(3), Phase.values()[random.nextInt(Phase.values().length)], random.nextInt());
            recorder.kindAnswered(stage, random.nextInt(3), random.nextInt());
            recorder.delivered(stage, random.nextInt(9_999), 2);
            recorder.refusedRecipients(stage, 1);
            recorder.retried(stage);
            recorder.moved(stage);
            recorder.acceptedInStage(stage);
            recorder.acceptedAfter(stage, 1 + random.nextInt(120));
            recorder.time(
                    stage,
                    Timing.values()[random.nextInt(Timing.values().length)],
                    Phase.values()[random.nextInt(Phase.values().length)],
                    random.nextLong(1L << (1 + random.nextInt(41))));
            recorder.slip(random.nextInt());
            recorder.backlogWait(random.nextInt());
            recorder.loopLag(random.nextInt());
            recorder.connectionAttempted("192.0.2." + random.nextInt(9));
            recorder.sessionEstablished();
            recorder.sessionLost(outcome, "192.0.2." + random.nextInt(9));
            recorder.handshaken(new TlsSession(random.nextBoolean(), "TLSv1.3", "cipher", "group"));
            recorder.connections(random.nextInt(100));
            recorder.backlog(random.nextInt(100));
            recorder.inUse(1, random.nextInt(1_000));
            recorder.allOpened(random.nextInt(100));
        }
    }

    private static String described(ShardInterval shards) {
        StringBuilder text = new StringBuilder();
        for (Tally tally : List.of(shards.warmup(), shards.measured())) {
            text.append(tally.arrivals()).append(' ').append(tally.bodyBytes()).append(' ');
            text.append(tally.recipientsAccepted())
                    .append(' ')
                    .append(tally.recipientsRefused())
                    .append(' ');
            text.append(tally.retries())
                    .append(' ')
                    .append(tally.moved())
                    .append(' ')
                    .append(tally.acceptedInStage());
            entries(tally.outcomes(), text);
            entries(tally.recipients(), text);
            for (int tries = 0; tries <= tally.triesMax(); tries++) {
                text.append(tally.acceptedByTries(tries)).append(',');
            }
            tally.kinds().forEach(kind -> {
                text.append(kind.arrivals()).append(times(kind.response()));
                for (Phase phase : Phase.values()) {
                    text.append(times(kind.service(phase)));
                }
                for (Outcome.Kind each : Outcome.Kind.values()) {
                    text.append(kind.count(each)).append(',');
                }
            });
            for (Timing timing : Timing.values()) {
                for (Phase phase : Phase.values()) {
                    text.append(times(tally.histogram(timing, phase)));
                }
            }
            text.append('\n');
        }
        ShardInterval.Lateness lateness = shards.lateness();
        text.append(times(lateness.slip())).append(times(lateness.backlogWait()));
        text.append(times(lateness.loopLag())).append(times(lateness.unanswered()));
        entries(shards.sessions().losses(), text);
        return text.append(shards.sessions().attemptedCount())
                .append(shards.sessions().establishedCount())
                .append(shards.sessions().allOpenedNanos())
                .append(shards.sessions().fullHandshakes())
                .append(shards.sessions().resumedHandshakes())
                .append(shards.sessions().tls())
                .append(shards.sessions().addresses().byAddress())
                .append(shards.use())
                .toString();
    }

    private static void entries(OutcomeCounts counts, StringBuilder text) {
        counts.entries().forEach(entry -> text.append(entry).append('\n'));
    }

    private static String times(@Nullable Histogram histogram) {
        if (histogram == null) {
            return "-";
        }
        StringBuilder text = new StringBuilder("[");
        histogram
                .recordedValues()
                .forEach(value -> text.append(value.getValueIteratedTo())
                        .append('x')
                        .append(value.getCountAtValueIteratedTo())
                        .append(' '));
        return text.append(']').toString();
    }

    @Test
    void theShortestRoundTripSaysTheClockBest() {
        ClockOffset slow = ClockOffset.of(1_000, 51_000, 3_000);
        ClockOffset fast = ClockOffset.of(10_000, 60_010, 10_040);
        assertThat(slow.or(fast)).isEqualTo(fast.or(slow)).isEqualTo(new ClockOffset(49_990, 20));
        assertThat(ClockOffset.UNKNOWN.or(slow)).isEqualTo(slow);
        assertThat(slow).isEqualTo(new ClockOffset(49_000, 1_000));
    }
}
