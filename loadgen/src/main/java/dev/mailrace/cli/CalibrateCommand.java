package dev.mailrace.cli;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.net.Transport;
import dev.mailrace.report.CalibrationReport;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.Scenario;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What this machine's generator can do. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description =
                "Finds what this machine can generate of a scenario, against the embedded sink: messages a second, "
                        + "sessions, and the smallest latency that can be trusted. Later runs of the same scenario say what share "
                        + "of it they ask for.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace calibrate",
            "  mailrace calibrate -c 200 -l 64k -d 10s",
            "  mailrace calibrate -s scenario.yaml -o json=calibration.json"
        })
final class CalibrateCommand implements Callable<Integer> {
    @Mixin
    PlanOptions plan = new PlanOptions();

    @Mixin
    MeterOptions meters = new MeterOptions();

    @Mixin
    SeriesOutputs output = new SeriesOutputs();

    @Mixin
    SeriesOptions shown = new SeriesOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        output.check(SeriesOutputs.DOCUMENT, null);
        Planner planner = new Planner(spec, plan);
        planner.check(this::checkOptions);
        Planner.Load load = planner.load();
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(null);
        SeriesReport report = shown.report();
        try (EmbeddedSink sink = planner.sink(kinds, transport);
                Metering metering = Checked.usage(() -> meters.open(report::say))) {
            RunSeries series = new RunSeries(spec, new PlanWords(sink.target()), List.of(), report, metering);
            Calibrator calibrator = new Calibrator(series, planner, kinds, sink, transport, report);
            Scenario scenario = calibrator.full(load);
            RunResult full = calibrator.runFull(scenario);
            boolean goesOn = full.ending() == Ending.COMPLETED && !series.stopped();
            RunResult half = goesOn ? calibrator.runHalf(load, full) : null;
            CalibrationReport found = new CalibrationReport(full, half, Environment.openFilesMax());
            found.lines(Screen.columns()).forEach(output.people()::println);
            output.write(SeriesOutputs.document(found.document()), LostOutputs.of(spec), null, "");
            return keep(full, half, scenario).number();
        }
    }

    /** Keeps what was found for later runs; what is in doubt would mislead them. */
    private ExitCode keep(RunResult full, @Nullable RunResult half, Scenario scenario) {
        String doubt = half == null ? "it ended early" : Calibrator.doubt(full, half);
        if (half == null || !doubt.isEmpty()) {
            output.people().println("not kept for later runs: " + doubt);
            ExitCode exit = RunInfos.exitCode(half == null ? full : half);
            return Interruption.of(spec).asked() ? ExitCode.INTERRUPTED : exit == ExitCode.OK ? ExitCode.INVALID : exit;
        }
        try {
            Calibrator.of(full, half).keep(Calibration.cache(), scenario);
            output.people().println("kept for later runs: " + Calibration.cache());
        } catch (CommandFailure e) {
            LostOutputs.of(spec).add("calibration", String.valueOf(e.getMessage()));
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if (plan.load.isOpenLoop() || plan.load.messages != null) {
            throw new IllegalArgumentException((plan.load.messages != null ? "messages" : "rate")
                    + ": given to calibrate (expected: none, for it goes as fast as it can)");
        }
    }
}
