package dev.mailrace.cli;

import dev.mailrace.analysis.Accumulation;
import dev.mailrace.analysis.CapacitySearch;
import dev.mailrace.analysis.CapacitySearch.Answer;
import dev.mailrace.analysis.CapacitySearch.Finding;
import dev.mailrace.analysis.CapacityStep;
import dev.mailrace.analysis.CapacityStep.Unit;
import dev.mailrace.analysis.Quantity;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.CapacityReport;
import dev.mailrace.report.CapacityReport.SheetRow;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.Connections;
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

/** How much load a server bears: the highest at which every threshold holds. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Looks for the highest load at which every threshold holds and the server keeps up: growth, "
                + "bisection, and both ends once more; without a target, of the embedded sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace capacity 127.0.0.1:2525 --slo 'p99(transaction) < 200ms' --slo 'errors < 0.1%%'",
            "  mailrace capacity 127.0.0.1:2525 --by connections --slo 'p95(content) < 50ms'",
            "  mailrace capacity 127.0.0.1:2525 --by auth --auth-user user --slo 'p99(session) < 1s'",
            "  mailrace capacity -s scenario.yaml --precision 1%% -o json=capacity.json"
        })
final class CapacityCommand implements Callable<Integer>, OwnDefaults {
    private static final double RATE_MAX = 1_000_000;
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration MEASURE = Duration.ofSeconds(3);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration MEASURE_MAX = Duration.ofSeconds(10);
    private static final int CONFIRMING_TIMES = 2;
    private static final String ERRORS = "errors < 1%";
    private static final String TRANSACTIONS = "p99(transaction) < 1s";
    private static final String LOGINS = "p99(session) < 1s";

    /** So many values beyond a percentile make it one: ten, as a rule of thumb. */
    private static final double VALUES_BEYOND = 10;

    private static final double[] SHEET = {0.8, 1.2};

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port and the like, as for 'run'; none: the embedded sink.")
    @Nullable
    String target;

    @Option(
            names = "--by",
            paramLabel = "LOAD",
            description = "rate: messages/s in an open loop; connections: sessions at once in a closed loop; auth: "
                    + "logins/s, each on a connection of its own (default: rate).")
    Unit by = Unit.RATE;

    @Option(
            names = "--first",
            paramLabel = "LOAD",
            description = "The load to begin with, 100/s or a number of sessions (default: 100/s, 10 sessions or 10 "
                    + "logins/s).")
    @Nullable
    String first;

    @Option(
            names = "--precision",
            paramLabel = "PERCENT",
            description = "How close the loads that hold and break must come (default: ${DEFAULT-VALUE}).")
    String precision = "2%";

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Mixin
    MeterOptions meters = new MeterOptions();

    @Mixin
    SeriesOutputs output = new SeriesOutputs();

    @Mixin
    ResultsOptions results = new ResultsOptions();

    @Mixin
    SeriesOptions shown = new SeriesOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<CapacityStep> steps = new ArrayList<>();
    private int runs;
    private Ending ending = Ending.COMPLETED; // Of the last run.
    private String unfinished = ""; // What came of a run that did not come to its end; empty: all did.
    private @Nullable Path folder; // Null: none is kept.

    @Override
    public Map<String, String> ownDefaults() {
        return Map.of(
                "--slo",
                ERRORS + " and " + TRANSACTIONS + "; with --by auth " + LOGINS,
                "--rate",
                "",
                "--messages",
                "",
                "--duration",
                seconds(MEASURE) + ", and longer where a percentile needs it",
                "--warmup",
                seconds(SETTLE),
                "--drain",
                seconds(DRAIN));
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(SeriesOutputs.DOCUMENT, results.named());
        Planner planner = new Planner(spec, plan);
        planner.check(this::checkOptions);
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(target);
        SeriesReport report = shown.report();
        try (EmbeddedSink sink = planner.sinkIfNeeded(kinds, transport);
                Metering metering = Checked.usage(() -> meters.open(report::say))) {
            return search(new Trial(planner, kinds, sink, transport, report), metering);
        }
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }

    /** The search chooses the load, and how long each step takes at least is asked for with --duration. */
    private void checkOptions() {
        if (plan.load.rate != null || !plan.load.stages.isEmpty() || plan.load.messages != null) {
            throw new IllegalArgumentException(
                    (plan.load.messages != null ? "messages" : plan.load.rate != null ? "rate" : "stages")
                            + ": given to a search (expected: none, for the search chooses the load; see --first)");
        }
        if (by != Unit.CONNECTIONS
                && (plan.load.think != null || !plan.connections.ramp().isZero())) {
            throw new IllegalArgumentException((plan.load.think != null ? "think" : "ramp")
                    + ": given to a search by rate (expected: none, for each step is an open loop at one rate)");
        }
        if (by == Unit.CONNECTIONS && plan.connections.connections != null) {
            throw new IllegalArgumentException(
                    "connections: given to a search by connections (expected: none; see --first)");
        }
        if (by == Unit.AUTH) {
            plan.work.noMail = true;
        }
        if (plan.slo.texts.isEmpty()) {
            plan.slo.texts.add(ERRORS);
            plan.slo.texts.add(by == Unit.AUTH ? LOGINS : TRANSACTIONS);
        }
    }

    /** Where all runs of a search go. */
    private record Trial(
            Planner planner,
            List<NamedKind> kinds,
            @Nullable EmbeddedSink sink,
            Transport transport,
            SeriesReport report) {
        PlanWords words() {
            return new PlanWords(sink == null ? null : sink.target());
        }

        Scenario scenario(Planner.Load load) {
            return planner.scenario(kinds, sink, transport, RunId.fresh(), load);
        }
    }

    private int search(Trial trial, Metering metering) throws InterruptedException {
        CapacitySearch search = trial.planner().checked(this::begun);
        RunSeries series = new RunSeries(spec, trial.words(), trial.planner().slos(), trial.report(), metering);
        CapacitySearch.Step opening = search.next();
        Scenario first = trial.scenario(load(opening));
        trial.report()
                .say("capacity: " + trial.words().of(first) + "; thresholds: "
                        + String.join("; ", trial.planner().slos()));
        trial.planner().checkBefore(trial.kinds(), first);
        folder = Checked.usageOrNull(() -> results.folder(Instant.now()));
        while (goesOn(series) && !search.isDone()) {
            CapacitySearch.Step next = search.next();
            String standing = CapacityReport.words(search.part(), search.answer());
            CapacityStep step = tried(trial, series, next, standing);
            if (step != null && step.finding() == Finding.GENERATOR && !series.stopped()) {
                step = tried(
                        trial, series, next, standing); // A hiccup of the machine says nothing; twice is no hiccup.
            }
            if (step != null) {
                steps.add(step);
                search.tell(step.step(), step.finding());
            }
        }
        List<SheetRow> sheet = sheet(trial, series, search.answer());
        String early = series.stopped() ? "interrupted" : unfinished;
        CapacityReport report = new CapacityReport(by, search.answer(), steps, sheet, early);
        report.lines(Screen.columns(), shown.colours().enabled()).forEach(output.people()::println);
        output.write(
                SeriesOutputs.document(report.document()), LostOutputs.of(spec), folder, DocumentPage.CAPACITY_FILE);
        return (series.stopped() ? ExitCode.INTERRUPTED : exit(search.answer())).number();
    }

    private boolean goesOn(RunSeries series) {
        return ending == Ending.COMPLETED && !series.stopped();
    }

    private CapacitySearch begun() {
        double share = Units.share("precision", precision);
        return switch (by) {
            case RATE -> new CapacitySearch(rate("100/s"), 1, RATE_MAX, share);
            case AUTH -> new CapacitySearch(rate("10/s"), 1, RATE_MAX, share);
            case CONNECTIONS ->
                new CapacitySearch(
                        Units.count("first", first == null ? "10" : first, 1, Connections.COUNT_MAX),
                        1,
                        Connections.COUNT_MAX,
                        share);
        };
    }

    private double rate(String usual) {
        return Units.ratePerSecond("first", first == null ? usual : first);
    }

    /** Null when the run did not come to its end: whether its load holds, nobody knows then. */
    private @Nullable CapacityStep tried(Trial trial, RunSeries series, CapacitySearch.Step step, String standing)
            throws InterruptedException {
        Planner.Load load = load(step);
        String title = String.format(
                Locale.ROOT,
                "step %2d: %8s %s for %.1f s",
                ++runs,
                CapacityReport.load(step.load()),
                by,
                load.stop().endNanos() / 1e9);
        trial.report().next(new SeriesReport.Step(title, standing, -1));
        Accumulation accumulation = new Accumulation();
        List<RunObserver> observers = new ArrayList<>(
                ResultsOptions.ofStep(folder, String.format(Locale.ROOT, "step-%02d", runs), LostOutputs.of(spec)));
        observers.add(accumulation);
        RunResult result = series.run(trial.scenario(load), observers);
        ending = result.ending();
        if (ending != Ending.COMPLETED) {
            unfinished = SeriesReport.words(result);
        }
        if (ending != Ending.COMPLETED && ending != Ending.SERVER_GONE) { // A server that fell did not bear its load.
            trial.report().say(title + " … " + unfinished + ", not judged");
            return null;
        }
        CapacityStep judged =
                CapacityStep.of(step, result, by == Unit.CONNECTIONS ? null : accumulation, plan.load.poisson);
        trial.report()
                .say(title + " … " + CapacityReport.words(judged.finding())
                        + (judged.reasons().isEmpty() ? "" : ": " + String.join("; ", judged.reasons())));
        return judged;
    }

    private Planner.Load load(CapacitySearch.Step step) {
        Duration settle = plan.load.warmup == null ? SETTLE : Units.duration("warmup", plan.load.warmup);
        StopRule stop = new StopRule(settle, measured(step), 0);
        if (by == Unit.CONNECTIONS) {
            return new Planner.Load(plan.load.pacing(Duration.ZERO), stop, (int) step.load(), plan.load.drain(DRAIN));
        }
        Pacing pacing = new Pacing.OpenLoop(
                new RateProfile.Constant(step.load()), plan.load.poisson ? Spacing.POISSON : Spacing.EVEN);
        return new Planner.Load(pacing, stop, 0, plan.load.drain(DRAIN));
    }

    /** Long enough for the highest percentile asked for, within reason; longer where the answer hangs on it. */
    private Duration measured(CapacitySearch.Step step) {
        Duration asked = plan.load.duration == null ? MEASURE : Units.positiveDuration("duration", plan.load.duration);
        double beyond = plan.slo.slos().stream()
                .map(Slo::quantity)
                .filter(Quantity.Time.class::isInstance)
                .mapToDouble(
                        quantity -> 1 - ((Quantity.Time) quantity).statistic().percentile() / 100)
                .filter(share -> share > 0 && share < 1)
                .min()
                .orElse(Double.POSITIVE_INFINITY); // No percentile, no need.
        double perSecond = by == Unit.CONNECTIONS ? Double.POSITIVE_INFINITY : step.load();
        Duration needed = Duration.ofNanos((long) (VALUES_BEYOND / beyond / perSecond * 1e9));
        Duration longest = MEASURE_MAX.compareTo(asked) > 0 ? MEASURE_MAX : asked;
        Duration chosen = needed.compareTo(asked) < 0 ? asked : needed.compareTo(longest) < 0 ? needed : longest;
        return step.confirming() ? chosen.multipliedBy(CONFIRMING_TIMES) : chosen;
    }

    /** How thresholds are kept below, at and above the answer; at it, by the run that confirmed it. */
    private List<SheetRow> sheet(Trial trial, RunSeries series, Answer answer) throws InterruptedException {
        List<SheetRow> sheet = new ArrayList<>();
        if (answer.held() < 2 || !goesOn(series)) {
            return sheet;
        }
        steps.stream()
                .filter(step -> step.step().load() == answer.held())
                .reduce((earlier, later) -> later)
                .ifPresent(step -> sheet.add(new SheetRow(1, step)));
        for (double share : SHEET) {
            CapacitySearch.Step next = new CapacitySearch.Step(Math.rint(answer.held() * share), false);
            CapacityStep step =
                    goesOn(series) ? tried(trial, series, next, CapacityReport.wordsOfSheet(share, answer)) : null;
            if (step == null) {
                break;
            }
            sheet.add(share < 1 ? 0 : sheet.size(), new SheetRow(share, step));
        }
        return sheet;
    }

    private ExitCode exit(Answer answer) {
        return switch (ending) {
            case INTERRUPTED, KILLED -> ExitCode.INTERRUPTED;
            case SERVER_GONE -> ExitCode.UNREACHABLE;
            case BROKEN -> ExitCode.BUG;
            case COMPLETED, SLO_BROKEN ->
                answer.held() > 0 ? ExitCode.OK : allFailed() ? ExitCode.FAILED : ExitCode.SLO;
        };
    }

    /** Whether the server accepted nothing at any load. */
    private boolean allFailed() {
        return !steps.isEmpty()
                && steps.stream().allMatch(step -> RunVerdict.of(step.result()).word() == RunVerdict.Word.FAILED);
    }
}
