package dev.mailrace.cli;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Two servers, or two builds of one, in turns: whether the second is slower. */
@Command(
        name = "ab",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Runs two targets in turns, A B B A, and says whether B is worse than A by more than chance and "
                + "by more than matters. The embedded sink runs beside each as a control: when that moves, the verdict "
                + "is machine noise.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace ab 127.0.0.1:2525 127.0.0.1:2526 -c 20",
            "  mailrace ab 127.0.0.1:2525 --before-a 'deploy old' --before-b 'deploy new' -R 200/s",
            "  mailrace ab 127.0.0.1:2525 127.0.0.1:2526 -o markdown=verdict.md -o junit=cases.xml",
            "",
            "Exit codes: 0 nothing to fail on, 4 A accepted nothing, 96 inconclusive (when asked to fail on it),",
            "97 a run was invalid twice, 98 regressed or suspect."
        })
final class AbCommand implements Callable<Integer>, OwnDefaults {
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final Duration WARMUP = Duration.ofSeconds(1);
    private static final Duration REHEARSAL = Duration.ofMillis(1_500);
    private static final int PAIRS_MAX = Comparison.RUNS_MAX;

    @Parameters(arity = "0..2", paramLabel = "TARGET", description = "A, and B when it is another; as for 'run'.")
    List<String> targets = new ArrayList<>();

    @Option(names = "--pairs", paramLabel = "N", description = "Runs a side (default: ${DEFAULT-VALUE}).")
    int pairs = 7;

    @Option(
            names = "--pairs-max",
            paramLabel = "N",
            description = "While the verdict is 'suspect', pairs are added up to this number (default: twice --pairs).")
    @Nullable
    Integer pairsMax;

    @Option(
            names = "--before-a",
            paramLabel = "COMMAND",
            description = "Runs in a shell before each run of A, to switch builds or settings; must succeed.")
    @Nullable
    String beforeA;

    @Option(names = "--before-b", paramLabel = "COMMAND", description = "The same for B.")
    @Nullable
    String beforeB;

    @Option(names = "--no-control", description = "Without the embedded sink beside: faster, and blind to noise.")
    boolean noControl;

    @Mixin
    JudgingOptions judging = new JudgingOptions();

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Mixin
    MeterOptions meters = new MeterOptions();

    @Mixin
    ComparisonOutputs outputs = new ComparisonOutputs();

    @Mixin
    ResultsOptions results = new ResultsOptions();

    @Mixin
    SeriesOptions shown = new SeriesOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Map<String, String> ownDefaults() {
        return Map.of("--duration", MEASURE.toSeconds() + "s a run", "--warmup", WARMUP.toSeconds() + "s");
    }

    @Override
    public Integer call() throws InterruptedException {
        Planner planner = new Planner(spec, plan);
        Gates gates = Checked.usage(judging::gates);
        Verdict failOn = Checked.usage(judging::failOn);
        planner.check(() -> {
            outputs.check(results.named());
            checkOptions();
        });
        try (Metering metering =
                Checked.usage(() -> meters.open(spec.commandLine().getErr()::println))) {
            return compare(planner, gates, failOn, metering);
        }
    }

    private int compare(Planner planner, Gates gates, Verdict failOn, Metering metering) throws InterruptedException {
        Planner.Load load = planner.checked(this::load);
        Transport transport = planner.transport();
        String targetA = targets.get(0);
        String targetB = targets.get(targets.size() - 1);
        List<NamedKind> a = planner.kinds(targetA);
        List<NamedKind> b = planner.kinds(targetB);
        Scenario plannedA = planner.scenario(a, null, transport, RunId.fresh(), load);
        Scenario plannedB = planner.scenario(b, null, transport, RunId.fresh(), load);
        PairSteps steps = new PairSteps(
                shown.report(),
                load.stop().endNanos(),
                noControl ? 0 : shorter(load, 0).stop().endNanos());
        RunSeries series = new RunSeries(spec, new PlanWords(null), planner.slos(), steps.report(), metering);
        BeforeRun.run("before-a", beforeA, series::stopped);
        Scenario scenarioA = planner.checkBefore(a, plannedA);
        BeforeRun.run("before-b", beforeB, series::stopped);
        Scenario scenarioB = planner.checkBefore(b, plannedB);
        Path folder = Checked.usageOrNull(() -> results.folder(Instant.now()));
        Contest.Surroundings around = new Contest.Surroundings(folder, LostOutputs.of(spec), series::stopped);
        Contest contest = new Contest(
                "",
                observers -> {
                    BeforeRun.run("before-a", beforeA, series::stopped);
                    return series.run(scenarioA, observers);
                },
                observers -> {
                    BeforeRun.run("before-b", beforeB, series::stopped);
                    return series.run(scenarioB, observers);
                },
                around);
        steps.report().say("ab: " + new PlanWords(null).of(scenarioA));
        if (noControl) {
            return decide(contest, null, folder, gates, failOn, steps);
        }
        List<NamedKind> embedded = planner.kinds(null);
        try (EmbeddedSink sink = planner.sink(embedded, transport)) {
            int connections = scenarioA.connections().count(); // The same load, on nobody.
            Scenario idle = planner.scenario(embedded, sink, transport, RunId.fresh(), shorter(load, connections));
            planner.checkBefore(embedded, idle);
            RunSeries unseen = series.unseen();
            Contest.Side side = observers -> unseen.run(idle, observers);
            return decide(contest, new Contest("control-", side, side, around), folder, gates, failOn, steps);
        }
    }

    private void checkOptions() {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("ab: no target (expected: A and B, or one with --before-a, --before-b)");
        }
        if (targets.size() == 1 && (beforeA == null || beforeB == null)) {
            throw new IllegalArgumentException(
                    "ab: one target (expected: two, or --before-a and --before-b to switch between)");
        }
        if (pairs < 2 || pairs > PAIRS_MAX) {
            throw new IllegalArgumentException("pairs: " + pairs + " (expected: 2 to " + PAIRS_MAX + "; 7 or more)");
        }
        if (pairsMax != null && (pairsMax < pairs || pairsMax > PAIRS_MAX)) {
            throw new IllegalArgumentException(
                    "pairs-max: " + pairsMax + " (expected: " + pairs + " to " + PAIRS_MAX + ")");
        }
        if (plan.load.messages != null && plan.load.duration == null) {
            throw new IllegalArgumentException("messages: given to ab (expected: a duration, -d)");
        }
    }

    private Planner.Load load() {
        StopRule stop = new StopRule(
                plan.load.warmup == null ? WARMUP : Units.duration("warmup", plan.load.warmup),
                plan.load.duration == null ? MEASURE : Units.positiveDuration("duration", plan.load.duration),
                0);
        return new Planner.Load(plan.load.pacing(plan.connections.ramp()), stop, 0, plan.load.drain());
    }

    /** The control's: half as long, for it doubles the number of runs. */
    private static Planner.Load shorter(Planner.Load load, int connections) {
        StopRule stop = load.stop();
        Duration measured = stop.measured();
        return new Planner.Load(
                load.pacing(),
                new StopRule(stop.warmup().dividedBy(2), (measured == null ? MEASURE : measured).dividedBy(2), 0),
                connections,
                load.drain());
    }

    private int decide(
            Contest contest,
            @Nullable Contest control,
            @Nullable Path folder,
            Gates gates,
            Verdict failOn,
            PairSteps steps)
            throws InterruptedException {
        int most = pairsMax == null ? Math.min(2 * pairs, PAIRS_MAX) : pairsMax;
        ExitCode stopped = ExitCode.OK;
        String early = "";
        try {
            steps.rehearsal(pairs);
            rehearse(contest, control);
            while (contest.pairs() < pairs) {
                runPair(contest, control, pairs, steps);
            }
            while (contest.pairs() < most && judged(contest, control, gates).verdict() == Verdict.SUSPECT) {
                runPair(contest, control, most, steps);
            }
        } catch (Contest.StoppedException e) {
            spec.commandLine().getErr().println("ab: " + Main.oneLine(e.getMessage()));
            stopped = e.exit();
            if (contest.pairs() == 0) {
                if (folder != null) {
                    spec.commandLine().getErr().println("ab: no pair was finished; what ran is in " + folder);
                }
                return stopped.number();
            }
            early = e.getMessage() + ": " + contest.pairs() + " of " + pairs + " pairs are compared";
        }
        Comparison comparison = judged(contest, control, gates);
        if (!early.isEmpty()) {
            comparison = comparison.noted(early);
        }
        outputs.write(comparison, failOn, LostOutputs.of(spec), folder);
        return (stopped == ExitCode.OK ? JudgingOptions.exitCode(comparison.verdict(), failOn) : stopped).number();
    }

    /** The first runs of a process compile code and open files: they are nobody's. */
    private static void rehearse(Contest contest, @Nullable Contest control)
            throws InterruptedException, Contest.StoppedException {
        if (control != null) {
            control.rehearse(REHEARSAL); // First: it compiles the generator's code at full speed.
        }
        contest.rehearse(REHEARSAL);
    }

    private static void runPair(Contest contest, @Nullable Contest control, int of, PairSteps steps)
            throws InterruptedException, Contest.StoppedException {
        int number = contest.pairs() + 1;
        boolean baseFirst = number % 2 == 1;
        String first = run(contest, control, baseFirst, steps.half(number, of, false));
        String second = run(contest, control, !baseFirst, steps.half(number, of, true));
        steps.report()
                .say(String.format(
                        Locale.ROOT,
                        "ab: pair %d of %d: A %s, B %s",
                        number,
                        of,
                        baseFirst ? first : second,
                        baseFirst ? second : first));
    }

    private static String run(Contest contest, @Nullable Contest control, boolean base, PairSteps.Half half)
            throws InterruptedException, Contest.StoppedException {
        half.next(base, false);
        String came = contest.run(base);
        if (control != null) {
            half.next(base, true);
            control.run(base);
        }
        return came;
    }

    /** A control that moved says that the machine did, and whatever else moved may have moved with it. */
    private static Comparison judged(Contest contest, @Nullable Contest control, Gates gates) {
        Comparison comparison = contest.comparison(gates);
        if (contest.spoiled() > 0) {
            comparison = comparison.noted(contest.spoiled() + " runs were invalid and made again");
        }
        if (control == null || control.pairs() == 0) {
            return comparison.noted("no control ran beside");
        }
        Comparison idle = control.comparison(Gates.STANDARD);
        Verdict moved = idle.verdict();
        if (moved == Verdict.REGRESSED || moved == Verdict.IMPROVED) {
            return comparison.undecided(
                    "machine noise: the control, one sink for both sides, moved: " + idle.sentence());
        }
        return comparison.noted("the control, one sink for both sides, did not move");
    }
}
