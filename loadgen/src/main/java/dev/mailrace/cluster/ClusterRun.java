package dev.mailrace.cluster;

import dev.mailrace.cluster.CoordinatorActor.Event;
import dev.mailrace.engine.AskedArrivals;
import dev.mailrace.engine.LoadRun;
import dev.mailrace.metrics.AgentHealth;
import dev.mailrace.metrics.AgentsHealth;
import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.SideWatch;
import dev.mailrace.metrics.Stage;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A run that agents make: begun by all at one instant, merged second by second, ended for all at once.
 *
 * <p>{@link #run} belongs to the calling thread; ends may come from any.
 */
final class ClusterRun implements LoadRun {
    /** From the order to begin until the load does: longer than an order takes, even to a machine that is busy. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** An agent's second is waited for so long; it is merged with a later one when it comes after all. */
    private static final long LATE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    /** One that says nothing for so long is lost, whatever the cluster thinks of it. */
    private static final int SILENT_INTERVALS_MAX = 2;

    private static final long CLOCK_NANOS_NOTED = TimeUnit.MILLISECONDS.toNanos(1);

    private final Roster roster;
    private final Scenario scenario;
    private RunInfo info;
    private final AgentsInterval merged;
    private final Collector collector;
    private final AgentsHealth health = new AgentsHealth();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private final List<ClockOffset> offsets = new ArrayList<>();
    private long originNanos;
    private Instant start = Instant.EPOCH;
    private long collectedNanos;
    private int silent; // intervals in a row that nobody gave
    private boolean endSaid;
    private final Set<Seat> left = new HashSet<>(); // by the will of somebody at their machines
    private final boolean goesOn;

    /** @param goesOn whether the others go on when an agent is lost */
    ClusterRun(Roster roster, Scenario scenario, RunInfo info, List<RunObserver> observers, boolean goesOn) {
        this.goesOn = goesOn;
        this.roster = roster;
        this.scenario = scenario;
        this.info = info;
        Phase whole = scenario.work().isWholeSession() ? Phase.SESSION : Phase.TRANSACTION;
        roster.begins();
        roster.seats().forEach(Seat::begins);
        this.merged = new AgentsInterval(whole);
        this.collector = new Collector(List.of(merged), observers);
    }

    @Override
    public void beside(SideWatch watch) {
        collector.beside(watch);
    }

    @Override
    public void interrupt() {
        roster.post(new Event.EndAsked(ToAgent.How.INTERRUPTED));
    }

    @Override
    public void abandon() {
        roster.post(new Event.EndAsked(ToAgent.How.SLO_BROKEN));
    }

    @Override
    public void outputLost() {
        roster.post(new Event.EndAsked(ToAgent.How.OUTPUT_LOST));
    }

    @Override
    public void broken(Throwable cause) {
        if (fault.compareAndSet(null, cause)) {
            interrupt();
        }
    }

    @Override
    public @Nullable Throwable fault() {
        return fault.get();
    }

    @Override
    public RunResult run() throws InterruptedException {
        roster.measureClocks();
        info = info.startingAt(Instant.now()).withEnvironment(Map.of("agents", described()));
        collector.started(info, health);
        begin();
        while (!isOver()) {
            awaitInterval();
            collect();
        }
        merged.close();
        judge();
        return collector.ended(
                info,
                new Collector.End(ending(), measuredSeconds(), AskedArrivals.least(scenario.pacing(), scenario.stop())),
                health);
    }

    /** The agents, for files: names and plain values. */
    private List<Map<String, Object>> described() {
        List<Map<String, Object>> agents = new ArrayList<>();
        for (Seat seat : roster.seats()) {
            Map<String, Object> agent = new LinkedHashMap<>();
            agent.put("name", seat.name());
            agent.put("cores", seat.facts().cores());
            agent.put("memory_bytes", seat.facts().memoryBytes());
            agent.put("open_files_max", seat.facts().openFilesMax());
            agent.put("jvm", seat.facts().jvm());
            agent.put("clock_uncertainty_us", seat.offset.uncertaintyNanos() / 1e3);
            agents.add(agent);
        }
        return agents;
    }

    private void begin() {
        originNanos = Ticker.systemTicker().nanoTime() + LEAD_NANOS;
        start = Instant.now().plusNanos(LEAD_NANOS);
        info = info.startingAt(start);
        for (Seat seat : roster.seats()) {
            offsets.add(seat.offset);
            seat.tell(new ToAgent.Begin(
                    originNanos + seat.offset.nanos(), start.getEpochSecond(), start.getNano(), roster.folderOf(seat)));
        }
    }

    private boolean isOver() {
        return roster.seats().stream().allMatch(seat -> seat.isOver() && seat.next() == null);
    }

    /** Waits until each agent has said what it measured since the last interval, or is late. */
    private void awaitInterval() throws InterruptedException {
        long dueNanos = originNanos + collectedNanos + (1 + silent) * INTERVAL_NANOS + LATE_NANOS_MAX;
        boolean all = roster.await(dueNanos - Ticker.systemTicker().nanoTime(), () -> {
            sayEnd();
            return roster.seats().stream().allMatch(seat -> seat.next() != null || seat.isOver());
        });
        silent = all || roster.seats().stream().anyMatch(seat -> seat.next() != null) ? 0 : silent + 1;
        if (silent > SILENT_INTERVALS_MAX) {
            roster.seats().stream().filter(seat -> !seat.isOver()).forEach(seat -> seat.lost("it says nothing"));
        }
    }

    /** Has all end, once, where somebody wants it, or where one of them is lost. */
    private void sayEnd() {
        ToAgent.How asked = roster.endAsked();
        if (!endSaid) {
            roster.seats().stream().filter(Seat::wasInterrupted).forEach(left::add);
        }
        boolean isLost = !goesOn && roster.seats().stream().anyMatch(seat -> seat.isLost() || left.contains(seat));
        if (!endSaid && (asked != null || isLost)) {
            endSaid = true;
            roster.tellAll(new ToAgent.End(asked == null ? ToAgent.How.INTERRUPTED : asked));
        }
    }

    /** Merges what ended by the latest of the ends that come next: agents that are late by seconds catch up with the others. */
    private void collect() throws InterruptedException {
        long endNanos = Long.MIN_VALUE;
        Stage stage = Stage.DRAIN;
        for (Seat seat : roster.seats()) {
            ToCoordinator.When when = seat.next();
            if (when != null) {
                endNanos = Math.max(endNanos, when.endNanos());
                stage = when.stage().compareTo(stage) < 0 ? when.stage() : stage;
            }
        }
        if (endNanos == Long.MIN_VALUE) {
            return; // All are late.
        }
        for (Seat seat : roster.seats()) {
            merged.add(seat.upTo(endNanos, when -> health.seen(when.condition())));
        }
        long startNanos = collectedNanos;
        long nowNanos = Ticker.systemTicker().nanoTime() - originNanos;
        collectedNanos =
                endNanos > startNanos ? endNanos : Math.max(startNanos + 1, nowNanos); // It came after the others'.
        collector.collect(start.plusNanos(startNanos), startNanos, collectedNanos, stage);
    }

    private void judge() throws InterruptedException {
        roster.measureClocks();
        for (Seat seat : roster.seats()) {
            ToCoordinator.Done done = seat.done();
            String lost = seat.whyLost();
            if (lost != null) {
                health.addLost(
                        AgentHealth.ofLost(seat.name(), seat.due(), seat.accepted()),
                        String.format(
                                Locale.ROOT,
                                "%s was lost, with 1/%d of the load: %s",
                                seat.name(),
                                roster.seats().size(),
                                lost));
            } else if (done != null) {
                health.add(AgentHealth.of(seat.name(), seat.due(), seat.accepted(), done.verdict()), done.verdict());
                if (left.contains(seat)) {
                    health.complain(seat.name() + " ended its part early: it was interrupted there");
                }
                noteClock(seat);
                if (seat.missing() != 0) {
                    health.complain(seat.name() + ": " + seat.missing() + " of its " + done.intervals()
                            + " intervals were lost on the way");
                }
                String broken = done.fault();
                if (broken != null) {
                    fault.compareAndSet(null, new IllegalStateException(seat.name() + ": " + broken));
                }
            }
        }
    }

    /** What a reader should know of an agent's clock, where that is more than a millisecond. */
    private void noteClock(Seat seat) {
        ClockOffset before = offsets.get(seat.number());
        long drift = Math.abs(seat.offset.nanos() - before.nanos());
        long uncertain = Math.max(before.uncertaintyNanos(), seat.offset.uncertaintyNanos());
        boolean isKnown = uncertain < ClockOffset.UNKNOWN.uncertaintyNanos();
        if (isKnown && (uncertain > CLOCK_NANOS_NOTED || drift > uncertain + CLOCK_NANOS_NOTED)) {
            health.note(String.format(
                    Locale.ROOT,
                    "%s: it began within %.1f ms of the others; its clock went apart by %.1f ms",
                    seat.name(),
                    before.uncertaintyNanos() / 1e6,
                    drift / 1e6));
        }
    }

    private Ending ending() {
        if (fault.get() != null) {
            return Ending.BROKEN;
        }
        ToAgent.How asked = roster.endAsked();
        if (asked != null) {
            return switch (asked) {
                case INTERRUPTED -> Ending.INTERRUPTED;
                case SLO_BROKEN -> Ending.SLO_BROKEN;
                case OUTPUT_LOST -> Ending.OUTPUT_LOST;
            };
        }
        boolean isGone = roster.seats().stream()
                .map(Seat::done)
                .anyMatch(done -> done != null && done.ending() == Ending.SERVER_GONE);
        return isGone ? Ending.SERVER_GONE : Ending.COMPLETED;
    }

    /** Of the one that measured longest. */
    private double measuredSeconds() {
        return roster.seats().stream()
                .map(Seat::done)
                .mapToDouble(done -> done == null ? 0 : done.measuredSeconds())
                .max()
                .orElse(0);
    }
}
