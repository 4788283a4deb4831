package dev.mailrace.engine;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Timeouts;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a seed stands for: a plan, a network, a server, a disk, and when somebody interrupts it. Each seed switches whole
 * classes of faults off, so that what only shows without some of them is met too (Groce et al., "Swarm Testing", 2012).
 */
final class Story {
    private static final Target NOBODY = new Target("127.0.0.1", 25);
    private static final int RECIPIENTS_MAX = 3;
    private static final String[] SIZES = {"500-3k", "900", "500-90k"};
    private static final MailPlan[] MAILS = mails();

    final long seed;
    final TestRun plan = new TestRun();
    final List<Double> weights = new ArrayList<>();
    final boolean againstSink;
    final boolean harmless; // neither server nor network does anything wrong
    final long serverSeed;
    final long networkSeed;
    final long diskSeed;
    final long interruptedAfterNanos;
    final long endNanos; // of the measured stage, from the beginning

    Story(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        serverSeed = random.nextLong();
        networkSeed = random.nextLong();
        diskSeed = random.nextLong();
        againstSink = random.nextInt(4) == 0;
        harmless = random.nextInt(4) == 0;
        plan.transport = Transport.NIO;
        plan.threads = 1 + random.nextInt(4);
        plan.connections = plan.threads + random.nextInt(9);
        plan.pipelining = Pipelining.values()[random.nextInt(3)];
        plan.window = random.nextInt(3) > 0 ? 0 : plan.pipelining == Pipelining.NONE ? 1 : 1 + random.nextInt(4);
        plan.messagesPerConnection = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        plan.work = random.nextInt(6) == 0 ? Work.SESSION : Work.MAIL;
        // Only one in eight sends large ones: these cost most of the time.
        int sizes = random.nextInt(8) == 0 ? 2 : random.nextInt(2);
        plan.mail = MAILS[sizes * RECIPIENTS_MAX + random.nextInt(RECIPIENTS_MAX)];
        plan.warmup = Duration.ofMillis(random.nextBoolean() ? random.nextInt(800) : 0);
        Duration stage = Duration.ofMillis(200 + random.nextInt(1_800));
        plan.measured = stage;
        endNanos = plan.warmup.plus(stage).toNanos();
        plan.messagesMax = random.nextInt(3) == 0 ? 1 + random.nextInt(300) : 0;
        plan.drain = Duration.ofMillis(random.nextInt(4_000));
        plan.ramp = Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(500) : 0);
        plan.backlogMax = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 100_000;
        plan.timeouts = Timeouts.all(Duration.ofMillis(random.nextBoolean() ? 700 : 60_000));
        if (random.nextInt(3) == 0) {
            plan.retry = new Retry(List.of("4xx"), 1 + random.nextInt(3), Duration.ofMillis(random.nextInt(900)));
        }
        plan.pacing = random.nextBoolean()
                ? new Pacing.OpenLoop(
                        new RateProfile.Constant(5 + random.nextInt(sizes == 2 ? 40 : 250)),
                        random.nextBoolean() ? Spacing.POISSON : Spacing.EVEN)
                : new Pacing.ClosedLoop(Duration.ofMillis(random.nextBoolean() ? random.nextInt(100) : 0));
        for (int kind = random.nextInt(3); kind >= 0; kind--) {
            weights.add(1.0 + random.nextInt(9));
        }
        interruptedAfterNanos =
                random.nextInt(5) == 0 ? TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000)) : Long.MAX_VALUE;
    }

    /** Made once: preparing content costs more than most stories. */
    private static MailPlan[] mails() {
        List<MailPlan> plans = new ArrayList<>();
        for (String sizes : SIZES) {
            for (int recipients = 1; recipients <= RECIPIENTS_MAX; recipients++) {
                plans.add(TestRun.mail(recipients, sizes));
            }
        }
        return plans.toArray(MailPlan[]::new);
    }

    Scenario scenario(SocketAddress address) {
        List<SessionKind> kinds = new ArrayList<>();
        for (int kind = 0; kind < weights.size(); kind++) {
            kinds.add(plan.kind("class" + kind, weights.get(kind), address, NOBODY));
        }
        return plan.scenario(kinds);
    }

    /** When each arrival of an open loop is due, from the beginning, by its number; none in a closed loop. */
    List<Long> dueNanos() {
        List<Long> due = new ArrayList<>();
        if (plan.pacing instanceof Pacing.OpenLoop open) {
            long numbersEnd = plan.messagesMax == 0 ? Long.MAX_VALUE : plan.messagesMax;
            Schedule schedule = new Schedule(open.profile(), open.spacing(), TestRun.SEED, 0, 1);
            while (schedule.sequence() < numbersEnd && schedule.peekNanos() < endNanos) {
                due.add(schedule.peekNanos());
                schedule.advance();
            }
        }
        return due;
    }

    boolean isOpenLoop() {
        return plan.pacing instanceof Pacing.OpenLoop;
    }

    boolean isInterrupted() {
        return interruptedAfterNanos != Long.MAX_VALUE;
    }

    /** How to tell it again. */
    String name() {
        return "mvn -pl loadgen test -Dtest=RunSimulationTest -Drun.seed=" + seed;
    }
}
