package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.mail.Feed;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Outcome;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that have a part of the shards each do together what one does that has them all. */
@Timeout(60)
class ShardRangeTest {
    private static final int MESSAGES = 120;

    /** What a server sees of a message. */
    private record Seen(long dueMicros, String sender, List<String> recipients, long sizeBytes) {}

    @ParameterizedTest
    @CsvSource({"8, 4", "8, 1", "7, 3", "5, 5", "1, 1", "1024, 64"})
    void partsHaveEachNumberOnce(int shards, int parts) {
        long end = 3L * shards + 2;
        List<Long> numbers = new ArrayList<>();
        int next = 0;
        for (int part = 0; part < parts; part++) {
            ShardRange range = ShardRange.part(shards, part, parts);
            assertThat(range.first()).isEqualTo(next);
            next += range.count();
            long count = range.below(end);
            for (long index = 0; index < count; index++) {
                long number = range.number(index);
                assertThat(range.has(number)).isTrue();
                numbers.add(number);
            }
            assertThat(range.number(count)).as("the first beyond").isGreaterThanOrEqualTo(end);
        }
        assertThat(next).isEqualTo(shards);
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, end).boxed().toList());
    }

    @Test
    void aRangeWithoutShardsIsRefused() {
        assertThatThrownBy(() -> new ShardRange(0, 0, 4)).hasMessageContaining("one at least");
        assertThatThrownBy(() -> new ShardRange(3, 2, 4)).hasMessageContaining("2 from 3 of 4");
    }

    private static TestRun run(boolean poisson) {
        TestRun run = TestRun.ofMessages(MESSAGES);
        run.mail = TestRun.mail(2);
        run.connections = 19;
        run.threads = 8;
        run.pacing = new Pacing.OpenLoop(new RateProfile.Constant(400), poisson ? Spacing.POISSON : Spacing.EVEN);
        return run;
    }

    /** By number, what a server takes of a run whose shards that many engines share. */
    private static SortedMap<Long, Seen> taken(TestRun run, int parts) throws IOException {
        SortedMap<Long, Seen> taken = new TreeMap<>();
        Instant wall = Instant.parse("2026-01-01T00:00:00Z");
        StartTime start = new StartTime(Ticker.systemTicker().nanoTime() + TimeUnit.MILLISECONDS.toNanos(300), wall);
        long accepted = 0;
        try (ScriptedServer server = ScriptedServer.polite()) {
            List<CompletableFuture<RunResult>> results = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                ShardRange range = ShardRange.part(run.threads, part, parts);
                int sessions = (int) range.below(run.connections);
                Engine engine = new Engine(
                        run.scenario(server.address()), run.info().withConnections(sessions), List.of(), range);
                engine.startAt(start);
                results.add(CompletableFuture.supplyAsync(() -> result(engine), task -> new Thread(task).start()));
            }
            for (CompletableFuture<RunResult> result : results) {
                RunResult ended = result.join();
                assertThat(ended.balanced()).isTrue();
                accepted += ended.measured().count(Outcome.Kind.ACCEPTED);
            }
            assertThat(accepted).isEqualTo(MESSAGES);
            assertThat(server.taken()).hasSize(MESSAGES);
            server.taken()
                    .forEach(each -> taken.put(
                            each.mark().sequence(),
                            new Seen(
                                    each.mark().dueEpochMicros() - wall.getEpochSecond() * 1_000_000,
                                    each.sender(),
                                    each.recipients(),
                                    each.sizeBytes())));
        }
        return taken;
    }

    private static RunResult result(Engine engine) {
        try {
            return engine.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fourEnginesOfTwoShardsDoWhatOneOfEightDoes(boolean poisson) throws IOException {
        TestRun run = run(poisson);
        SortedMap<Long, Seen> whole = taken(run, 1);
        assertThat(whole).hasSize(MESSAGES);
        assertThat(taken(run, 4)).isEqualTo(whole);
    }

    @Test
    void enginesOfAClosedLoopSendTheSameMessages() throws IOException {
        TestRun run = run(false);
        run.pacing = new Pacing.ClosedLoop(Duration.ZERO);
        SortedMap<Long, Seen> parts = taken(run, 3);
        assertThat(parts).hasSize(MESSAGES);
        assertThat(parts.lastKey()).isEqualTo(MESSAGES - 1);
        parts.forEach((number, seen) ->
                assertThat(seen.sizeBytes()).isEqualTo(run.mail.message(number).sizeBytes()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void sessionsHaveTheirClassAndUserWhereverTheyAre(int parts) {
        Scenario scenario = mixed();
        SessionShares all = Shard.shares(scenario, ShardRange.whole(8));
        List<SessionShares.Ticket> expected = new ArrayList<>();
        for (int i = 0; i < scenario.connections().count(); i++) {
            expected.add(all.claim());
        }
        List<SessionShares.Ticket> dealt = new ArrayList<>();
        List<SessionShares.Ticket> later = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            ShardRange range = ShardRange.part(8, part, parts);
            SessionShares shares = Shard.shares(scenario, range);
            List<SessionShares.Ticket> own = new ArrayList<>();
            for (long i = 0; i < range.below(scenario.connections().count()); i++) {
                own.add(shares.claim());
            }
            dealt.addAll(own);
            own.forEach(ticket -> {
                shares.release(ticket);
                later.add(shares.claim());
            });
        }
        assertThat(dealt).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(later).doesNotHaveDuplicates().doesNotContainAnyElementsOf(expected);
        assertThat(later.stream().map(SessionShares.Ticket::kind).sorted())
                .as("each that comes back is of the class that left")
                .isEqualTo(expected.stream()
                        .map(SessionShares.Ticket::kind)
                        .sorted()
                        .toList());
    }

    private static Scenario mixed() {
        TestRun run = TestRun.ofMillis(1_000);
        run.connections = 103;
        run.threads = 8;
        run.mechanisms = List.of(Mechanism.PLAIN);
        run.logins = new Logins(Feed.of("u%d", 1, 500), Feed.of("p", 1, 1));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
        Target target = new Target("127.0.0.1", 25);
        SessionKind first = run.kind("first", 70, address, target);
        run.misbehaviour = new Misbehaviour(new Behaviour(false, null, 0, true), 0.3);
        SessionKind second = run.kind("second", 29, address, target);
        run.misbehaviour = Misbehaviour.NONE;
        return run.scenario(List.of(first, second, run.kind("third", 1, address, target)));
    }
}
