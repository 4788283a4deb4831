package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.session.SimulatedServer.Event;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many sessions on one loop and one clock, against servers that do everything that servers do; all from one seed.
 *
 * <p>{@code -Dseed=7} replays one; {@code -Dseeds=100000} runs more.
 */
class SimulationTest {
    private static final int SESSIONS = 12;
    private static final int EVENTS_MAX = 100_000;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, Long.getLong("seeds", 150)) : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theBooksBalance(long seed) {
        World world = new World(seed);
        world.run();
        world.assertBalanced();
    }

    @Test
    void oneSeedTellsOneStory() {
        for (long seed = 0; seed < 20; seed++) {
            World first = new World(seed);
            World second = new World(seed);
            first.run();
            second.run();
            assertThat(first.story()).as("seed %d", seed).isEqualTo(second.story());
        }
    }

    @Test
    void theSeedsMeetEveryKindOfEnding() {
        Set<String> endings = new TreeSet<>();
        for (long seed = 0; seed < 150; seed++) {
            World world = new World(seed);
            world.run();
            for (Client client : world.clients) {
                client.rig.owner.endings.forEach(ending -> endings.add(ending.replaceAll(" \\(.*", "")));
                endings.add("closed: " + RecordingOwner.describe(client.rig.owner.closedBy));
            }
        }
        assertThat(endings)
                .contains(
                        "accepted",
                        "rejected mail 450 4.7.1",
                        "rejected rcpt 550 5.1.1",
                        "rejected data 503 5.5.1",
                        "rejected content 554 5.6.0",
                        "rejected content 421 4.3.2",
                        "rejected mail 421 4.3.2",
                        "unconfirmed closed",
                        "unconfirmed reset",
                        "unconfirmed timeout",
                        "unconfirmed protocol",
                        "failed closed mail",
                        "failed reset data",
                        "failed timeout rcpt",
                        "failed protocol mail",
                        "unconfirmed cut_off",
                        "cut_off rcpt",
                        "closed: clean",
                        "closed: rejected banner 421 4.3.2",
                        "closed: failed timeout banner",
                        "closed: failed timeout quit",
                        "closed: rejected auth 535 5.7.8",
                        "closed: failed authentication auth");
    }

    /** A session, its server, and the moment at which its owner loses patience. */
    private record Client(Rig rig, SimulatedServer server, long patienceNanos, boolean politely) {}

    private static final class World {
        final List<Client> clients = new ArrayList<>();

        private final long seed;
        private final MockTicker ticker = Ticker.newMockTicker();
        private final EmbeddedChannel clock =
                EmbeddedChannel.builder().ticker(ticker).build();

        World(long seed) {
            this.seed = seed;
            SplittableRandom random = new SplittableRandom(seed);
            Timeouts timeouts = Timeouts.standard();
            Deadlines deadlines = new Deadlines(clock.eventLoop(), timeouts);
            int faultsInThousand = random.nextInt(3) * 40; // In some worlds nothing goes wrong.
            for (int i = 0; i < SESSIONS; i++) {
                Pipelining pipelining = Pipelining.values()[random.nextInt(3)];
                boolean auth = random.nextInt(3) == 0;
                SessionSettings settings =
                        auth ? Rig.settings(pipelining, timeouts, Mechanism.PLAIN) : Rig.settings(pipelining, timeouts);
                // The server answers each AUTH with a challenge: a password that is too long for the command.
                Credentials credentials = auth ? new Credentials("tim", "x".repeat(400)) : null;
                Rig rig = new Rig(settings, credentials, new Rig.Wire(ticker, true), deadlines);
                if (random.nextInt(4) == 0) {
                    rig.body.capacity(50_000).setZero(0, 50_000).writerIndex(50_000);
                    rig.body.setByte(49_998, '\r').setByte(49_999, '\n');
                }
                rig.messages(random.nextInt(6), 1 + random.nextInt(4));
                long patience = random.nextInt(6) == 0 ? random.nextLong(TimeUnit.SECONDS.toNanos(2)) : Long.MAX_VALUE;
                clients.add(new Client(
                        rig, new SimulatedServer(random.nextLong(), faultsInThousand), patience, random.nextBoolean()));
            }
        }

        void run() {
            long limit = Duration.ofHours(12).toNanos();
            for (int events = 0; clients.stream().anyMatch(World::isOpen); events++) {
                assertThat(events).as("seed %d: events", seed).isLessThan(EVENTS_MAX);
                assertThat(ticker.nanoTime())
                        .as("seed %d: simulated nanoseconds", seed)
                        .isLessThan(limit);
                Client client = clients.stream()
                        .filter(World::isOpen)
                        .filter(candidate -> candidate.server.next() != null)
                        .min(Comparator.comparingLong(World::nextNanos))
                        .orElse(null);
                // Never past a sweep, so that a timeout strikes before a later reply.
                long sweep = TimeUnit.SECONDS.toNanos(1);
                long wait =
                        client == null ? sweep : Math.max(0, Math.min(sweep, nextNanos(client) - ticker.nanoTime()));
                ticker.advance(wait, TimeUnit.NANOSECONDS);
                clock.runScheduledPendingTasks();
                for (Client each : clients) {
                    losePatience(each);
                }
                if (client != null && isOpen(client) && nextNanos(client) <= ticker.nanoTime()) {
                    happen(client);
                }
            }
        }

        private void losePatience(Client client) {
            if (client.patienceNanos > ticker.nanoTime()) {
                return;
            }
            if (client.politely) {
                client.rig.session.quit();
                client.server.hear(client.rig.said(), ticker.nanoTime());
            } else {
                client.rig.session.abandon();
            }
        }

        private void happen(Client client) {
            Event event = client.server.next();
            client.server.happened();
            if (event == null) {
                return;
            }
            if (event.end() == null) {
                client.rig.serverBytes(event.bytes().getBytes(StandardCharsets.US_ASCII));
            } else if (event.end() == SimulatedServer.End.CLOSE) {
                client.rig.serverCloses();
            } else {
                client.rig.serverResets();
            }
            client.server.hear(client.rig.said(), ticker.nanoTime());
        }

        private static boolean isOpen(Client client) {
            return client.rig.owner.closedCount == 0;
        }

        private static long nextNanos(Client client) {
            @Nullable Event next = client.server.next();
            return next == null ? Long.MAX_VALUE : next.atNanos();
        }

        void assertBalanced() {
            for (int i = 0; i < clients.size(); i++) {
                Client client = clients.get(i);
                String context = "seed " + seed + ", session " + i;
                client.rig.finish(context);
                int begun = client.rig.owner.begun.size();
                assertThat(kinds(client, "accepted")
                                + kinds(client, "rejected")
                                + kinds(client, "failed")
                                + kinds(client, "unconfirmed")
                                + kinds(client, "cut_off"))
                        .as(context)
                        .isEqualTo(begun);
                // What the client calls accepted the server took; what the server took is at least in doubt.
                long accepted = kinds(client, "accepted");
                long inDoubt = kinds(client, "unconfirmed");
                assertThat((long) client.server.accepted())
                        .as("%s: taken by the server (%s)", context, client.rig.owner.endings)
                        .isBetween(accepted, accepted + inDoubt);
            }
            assertThat(clock.runScheduledPendingTasks())
                    .as("seed %d: the next sweep", seed)
                    .isEqualTo(-1);
        }

        private static long kinds(Client client, String kind) {
            return client.rig.owner.endings.stream()
                    .filter(ending -> ending.startsWith(kind))
                    .count();
        }

        List<String> story() {
            List<String> story = new ArrayList<>();
            for (Client client : clients) {
                story.addAll(client.rig.owner.endings);
                client.rig.owner.phases.forEach(
                        ended -> story.add(ended.phase() + " " + ended.serviceNanos() + " " + ended.positive()));
                story.add(RecordingOwner.describe(client.rig.owner.closedBy));
            }
            return story;
        }
    }
}
