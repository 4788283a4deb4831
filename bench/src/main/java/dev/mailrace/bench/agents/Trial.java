package dev.mailrace.bench.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A run of three agents that loses one of its processes at a random moment. Owned by one thread. */
final class Trial {
    static final int RATE = 300;
    static final int SECONDS = 24;

    private static final String KEYS = "keys";
    private static final int START_SECONDS_MAX = 180;
    private static final int LOOK_MILLIS = 50;
    private static final double WAIT_MIN = 0.2;
    private static final double WAIT_MAX = 4.0;

    /** Of the run, its drain and its ways to find out. */
    private static final int END_SECONDS_MAX = SECONDS + 45;

    /**
     * What is tried.
     *
     * @param goesOn whether the run goes on without a lost agent
     * @param seed of the moment and of the agent that it happens to
     */
    record Asked(Loss loss, int number, boolean goesOn, long seed) {}

    /**
     * What came of it.
     *
     * @param victim the machine it happened to
     * @param moment in seconds after the first message
     * @param lossNanos then, since 1970
     * @param exits by machine: the run's, then the agents'
     * @param kept likewise
     */
    record Came(
            Asked asked,
            int victim,
            double moment,
            long lossNanos,
            List<Integer> exits,
            List<Kept> kept,
            Arrivals arrivals) {}

    private final Setting setting;
    private final Line line;
    private final Asked asked;
    private final Path folder;

    Trial(Setting setting, Line line, Asked asked) {
        this.setting = setting;
        this.line = line;
        this.asked = asked;
        folder = setting.work().resolve("trial-" + asked.number);
    }

    Path folder() {
        return folder;
    }

    Came run() throws IOException, InterruptedException {
        List<Member> members = new ArrayList<>();
        try (Member receiver = setting.receiver(folder.resolve("receiver"))) {
            receiver.await(Pattern.compile("listening on"), START_SECONDS_MAX);
            start(members);
            Path notes = folder.resolve("receiver/notes.log");
            awaitLoad(notes, members.get(0));
            SplittableRandom random = new SplittableRandom(asked.seed);
            double moment = random.nextDouble(WAIT_MIN, WAIT_MAX);
            int victim = asked.loss.ofRun() ? 0 : random.nextInt(1, Setting.AGENTS + 1);
            TimeUnit.NANOSECONDS.sleep((long) (moment * 1e9));
            long lossNanos = wallNanos();
            strike(members.get(victim), victim);
            List<Integer> exits = new ArrayList<>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS_MAX);
            for (Member member : members) {
                exits.add(member.awaitExit(TimeUnit.NANOSECONDS.toSeconds(deadline - System.nanoTime())));
            }
            receiver.signal("TERM");
            receiver.awaitExit(START_SECONDS_MAX);
            return new Came(asked, victim, moment, lossNanos, exits, kept(), Arrivals.of(notes));
        } finally {
            line.mend(0);
            members.forEach(Member::close);
        }
    }

    private void start(List<Member> members) throws IOException {
        members.add(setting.run(
                folder.resolve("0"),
                Setting.words(
                        setting.keys(KEYS, 0),
                        "--agents",
                        String.valueOf(Setting.AGENTS),
                        "--listen",
                        Setting.runAddress(),
                        "--on-agent-loss",
                        asked.goesOn ? "continue" : "end",
                        "-R",
                        RATE + "/s",
                        "-d",
                        SECONDS + "s",
                        "--warmup",
                        "0s",
                        "-c",
                        "12",
                        "--threads",
                        "1"))); // of each: which agent has a message follows from its number
        for (int machine = 1; machine <= Setting.AGENTS; machine++) {
            members.add(setting.agent(
                    machine,
                    folder.resolve(String.valueOf(machine)),
                    Setting.words(setting.keys(KEYS, machine), "--join", Setting.runAddress())));
        }
    }

    /** The receiver writes down each second what came. */
    private static void awaitLoad(Path notes, Member run) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!Files.readString(notes).contains("\ngot\t")) {
            if (!run.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("no load: " + run.said());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private void strike(Member member, int machine) throws IOException, InterruptedException {
        switch (asked.loss.kind()) {
            case NONE -> {}
            case KILL -> member.signal("KILL");
            case TERM -> member.signal("TERM");
            case STOP -> {
                member.signal("STOP");
                TimeUnit.SECONDS.sleep(asked.loss.seconds());
                member.signal("CONT");
            }
            case CUT -> {
                line.cut(machine);
                TimeUnit.SECONDS.sleep(asked.loss.seconds());
                line.mend(machine);
            }
        }
    }

    private List<Kept> kept() throws IOException {
        List<Kept> kept = new ArrayList<>();
        kept.add(Kept.of(folder.resolve("0/kept"), 0));
        for (int machine = 1; machine <= Setting.AGENTS; machine++) {
            kept.add(Kept.below(folder.resolve(machine + "/kept")));
        }
        return kept;
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
