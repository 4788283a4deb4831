package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.runfile.HlogReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.simulation.Link;
import dev.mailrace.simulation.SimulatedDisk;
import dev.mailrace.simulation.SimulatedNetwork;
import dev.mailrace.simulation.SimulatedTime;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.SimulatedSink;
import dev.mailrace.sink.SinkSettings;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A story, told: the run, and what must hold when it is over. */
public final class Telling {
    /** Longer than any timer of client or sink. */
    private static final long AFTERWARDS_NANOS = TimeUnit.MINUTES.toNanos(11);

    /** Writing and reading a run back costs more than most runs do. */
    private static final int DISK_EVERY = 4;

    final Story story;
    final SimulatedNetwork network;
    final @Nullable SimulatedMailServer server; // null: the sink
    private final Ledger ledger = new Ledger();
    private final SimulatedTime time = new SimulatedTime();
    private final @Nullable SimulatedDisk disk;
    private final SimulatedRun run;
    private @Nullable RunResult result;

    Telling(Story story) throws IOException {
        this.story = story;
        SimulatedSink sink = new SimulatedSink(SinkSettings.defaults(), ledger);
        server = story.againstSink ? null : newServer();
        Consumer<Channel> serves = server == null ? sink::serve : server::serve;
        network = story.harmless
                ? new SimulatedNetwork(time, Link.plain(1_000 + Math.floorMod(story.networkSeed, 1_000_000L)), serves)
                : new SimulatedNetwork(time, story.networkSeed, serves);
        boolean writes = story.plan.work.isWholeSession() || Math.floorMod(story.diskSeed, DISK_EVERY) == 0;
        disk = writes ? new SimulatedDisk(story.diskSeed, story.endNanos) : null;
        Scenario scenario = story.scenario(network);
        run = new SimulatedRun(time, scenario, story.plan.info(scenario), observers());
        if (disk != null && disk.removedAfterNanos() != Long.MAX_VALUE) {
            run.after(disk.removedAfterNanos(), disk::remove);
        }
    }

    private SimulatedMailServer newServer() {
        return story.harmless
                ? new SimulatedMailServer(story.serverSeed, TimeUnit.MILLISECONDS.toNanos(5))
                : new SimulatedMailServer(story.serverSeed);
    }

    private RunObserver[] observers() throws IOException {
        return disk == null
                ? new RunObserver[0]
                : new RunObserver[] {
                    RunFile.to(disk.folder().resolve("run.json")),
                    HlogReport.to(disk.folder().resolve("intervals.hlog"))
                };
    }

    /** Tells the story of that seed, and checks it. */
    public static RunResult check(long seed) {
        Story story = new Story(seed);
        try {
            return new Telling(story).checked();
        } catch (AssertionError e) {
            throw new AssertionError(story.name() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new AssertionError(story.name() + ": " + e, e);
        }
    }

    private RunResult checked() throws InterruptedException, IOException {
        RunResult told = run.run(story.interruptedAfterNanos);
        result = told;
        Throwable fault = run.engine.fault();
        if (fault != null) {
            throw new AssertionError("an internal error: " + fault, fault);
        }
        new StoryBooks(this, told).check();
        if (server != null) {
            new StoryTimes(this, told).check();
        }
        checkDisk(told);
        checkNothingIsLeft();
        return told;
    }

    /** How many messages the server took, whether or not it could say so. */
    long taken() {
        return server == null ? ledger.totals().messages() : server.taken.count();
    }

    long originNanos() {
        return run.originNanos();
    }

    List<Tally> tallies() {
        RunResult told = result;
        return told == null ? List.of() : List.of(told.measured(), told.warmup());
    }

    /** What was written can be read, as far as it came, and what could not be written is said. */
    private void checkDisk(RunResult told) throws IOException {
        if (disk == null) {
            return;
        }
        List<String> faults = run.engine.observerFaults();
        if (!disk.isBad()) {
            assertThat(faults).as("what could not be written").isEmpty();
        }
        if (disk.file("run.json") != null) {
            PastRun past = PastRun.open(disk.folder());
            RunResult later = past.replay(List.of());
            assertThat(later.balanced()).as("what was read back is balanced").isTrue();
            if (faults.isEmpty()) {
                assertThat(firstDifference(lines(told), lines(later)))
                        .as("the run, and as it was read back")
                        .isNull();
            }
        } else {
            assertThat(faults).as("run.json is not there, and nobody said so").isNotEmpty();
        }
        disk.close();
    }

    private static List<String> lines(RunResult of) {
        return RunDocument.of(of).toPrettyString().lines().toList();
    }

    private static @Nullable String firstDifference(List<String> written, List<String> read) {
        for (int i = 0; i < Math.min(written.size(), read.size()); i++) {
            if (!written.get(i).equals(read.get(i))) {
                return written.get(i) + " | " + read.get(i);
            }
        }
        return written.size() == read.size() ? null : written.size() + " lines | " + read.size() + " lines";
    }

    private void checkNothingIsLeft() {
        run.goOn(AFTERWARDS_NANOS);
        network.closeAll();
        run.goOn(TimeUnit.SECONDS.toNanos(1));
        assertThat(network.openEnds()).as("channels that are still open").isZero();
        assertThat(network.buffersInUse())
                .as("buffers that were never released")
                .isZero();
        if (server != null && server.taken.broken != null) {
            throw new AssertionError("the simulated server failed", server.taken.broken);
        }
    }
}
