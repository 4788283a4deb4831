package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.delivery.Deliveries;
import dev.mailrace.delivery.DeliveryCheck;
import dev.mailrace.delivery.DeliveryPlan;
import dev.mailrace.delivery.DeliverySource;
import dev.mailrace.delivery.FaultyRelay;
import dev.mailrace.delivery.FaultyRelay.Deed;
import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.GeneratedContent;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.session.Phase;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.SinkService;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a receiver and the books say of what came, held against those who did it. */
class DeliveryRunTest {
    private static final int SEEDS = Integer.getInteger("deliveries.seeds", 3);
    private static final int MESSAGES = 600;

    static Stream<Transport> transports() {
        return TestRun.transports();
    }

    static LongStream seeds() {
        return LongStream.range(1, SEEDS + 1);
    }

    private static Deliveries receiver(Transport transport) {
        return Deliveries.open(
                List.of(DeliverySource.parse("smtp://127.0.0.1:0")), transport, SinkService.NONE, FaultPlan.NONE);
    }

    private static RunResult run(TestRun run, InetSocketAddress target, Deliveries deliveries, Duration waiting)
            throws InterruptedException {
        Scenario scenario = run.scenario(target);
        DeliveryPlan plan = new DeliveryPlan(
                scenario.mix().kinds().stream().map(SessionKind::mail).toList(),
                scenario.mix()::takerOf,
                DeliveryCheck.BODY);
        return TestRun.checked(new Engine(scenario, run.info(), List.of(), deliveries.follow(plan, waiting)).run());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatGoesThroughIsDeliveredOnce(Transport transport) throws InterruptedException {
        TestRun run = TestRun.ofMessages(400);
        run.transport = transport;
        run.mail = TestRun.mail(3);
        try (Deliveries deliveries = receiver(transport)) {
            RunResult result = run(run, deliveries.addresses().get(0), deliveries, Duration.ofSeconds(20));
            DeliveryCounts counts = result.measured().deliveries();
            assertThat(counts.count(Count.EXPECTED))
                    .isEqualTo(result.measured().recipientsAccepted())
                    .isEqualTo(1_200);
            assertThat(counts.count(Count.DELIVERED)).as("%s", counts.remarks()).isEqualTo(1_200);
            assertThat(counts.count(Count.COPIES) + counts.count(Count.FOREIGN)).isZero();
            assertThat(Objects.requireNonNull(result.measured().histogram(Timing.SERVICE, Phase.DELIVERY))
                            .getTotalCount())
                    .isEqualTo(1_200);
            assertThat(Objects.requireNonNull(result.measured().histogram(Timing.RESPONSE, Phase.END_TO_END))
                            .getTotalCount())
                    .isEqualTo(1_200);
        }
    }

    @Test
    void chunksAreComparedToo() throws InterruptedException {
        TestRun run = TestRun.ofMessages(400);
        run.window = 3;
        run.mail = base64Mail();
        try (Deliveries deliveries = receiver(run.transport)) {
            RunResult result = run(run, deliveries.addresses().get(0), deliveries, Duration.ofSeconds(20));
            assertThat(result.measured().deliveries().count(Count.DELIVERED))
                    .as("%s", result.measured().deliveries().remarks())
                    .isEqualTo(400);
        }
    }

    private static MailPlan base64Mail() {
        return new MailPlan(
                "test",
                Corpus.generated(GeneratedContent.BASE64, SizeDistribution.parse("500-9k"), TestRun.SEED),
                new Envelopes(
                        Feed.ofSenders("s%d@mailrace.example", 1, 9),
                        Feed.ofAddresses("r%d@mailrace.example", 1, 99),
                        1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachDeedIsFoundAndNothingElse(long seed) throws InterruptedException {
        TestRun run = TestRun.ofMessages(MESSAGES);
        run.mail = TestRun.mail(1);
        try (Deliveries deliveries = receiver(run.transport);
                FaultyRelay relay = new FaultyRelay(seed, deliveries.addresses().get(0))) {
            RunResult result = run(run, relay.address(), deliveries, Duration.ofSeconds(2));
            DeliveryCounts counts = result.measured().deliveries();
            assertThat(relay.failure()).isEmpty();
            assertThat(counts.count(Count.EXPECTED)).isEqualTo(MESSAGES);
            String remarks = counts.remarks().toString();
            assertThat(counts.count(Count.ALTERED)).as("altered: %s", remarks).isEqualTo(relay.count(Deed.ALTER));
            assertThat(counts.count(Count.DUPLICATE))
                    .as("duplicate: %s", remarks)
                    .isEqualTo(relay.count(Deed.TWICE));
            assertThat(counts.count(Count.MISDIRECTED))
                    .as("misdirected: %s", remarks)
                    .isEqualTo(relay.count(Deed.MISDIRECT));
            assertThat(counts.count(Count.BOUNCED)).as("bounced: %s", remarks).isEqualTo(relay.count(Deed.BOUNCE));
            assertThat(counts.count(Count.LOST)).as("lost: %s", remarks).isEqualTo(relay.count(Deed.LOSE));
            assertThat(counts.count(Count.FOREIGN)).isZero();
            assertThat(relay.count(Deed.RECODE) + relay.count(Deed.REFOLD)).isPositive();
        }
    }

    @Test
    void whatIsInterruptedIsPending() throws InterruptedException {
        TestRun run = TestRun.ofMessages(50);
        run.mail = TestRun.mail(1);
        try (Deliveries deliveries = receiver(run.transport);
                StalledRelay stalled = new StalledRelay()) {
            Scenario scenario = run.scenario(stalled.address());
            DeliveryPlan plan = new DeliveryPlan(List.of(run.mail), number -> 0, DeliveryCheck.BODY);
            Engine engine =
                    new Engine(scenario, run.info(), List.of(), deliveries.follow(plan, Duration.ofMinutes(10)));
            stalled.whenTaken(50, engine::interrupt);
            RunResult result = TestRun.checked(engine.run());
            assertThat(result.measured().deliveries().count(Count.PENDING))
                    .isEqualTo(result.measured().deliveries().count(Count.EXPECTED));
            assertThat(result.measured().deliveries().count(Count.LOST)).isZero();
        }
    }
}
