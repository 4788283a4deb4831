package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.experiment.Calibration;
import dev.mailrace.experiment.Calibrator;
import dev.mailrace.experiment.Calibrator.Found;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Environment;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.report.CalibrationReport;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.terminal.Screen;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
        description = "Measures what this machine can generate of a scenario against the embedded sink: messages/s, "
                + "sessions, and the smallest latency that can be trusted. Later runs of the same scenario report "
                + "their load as a share of it.",
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
        Load load = planner.load();
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(null);
        SeriesReport report = shown.report(spec);
        try (EmbeddedSink sink = planner.sink(kinds, transport);
                Metering metering = Checked.usage(() -> meters.open(report::say))) {
            RunSeries series =
                    CommandRuns.of(spec, new PlanWords(sink.target()), CommandRuns.Asked.NOTHING, report, metering);
            Function<Load, Scenario> scenarios = one -> planner.scenario(kinds, sink, transport, one);
            Found found = new Calibrator(series, scenarios, new CalibrationSteps(report)).run(load);
            CalibrationReport answer =
                    new CalibrationReport(found.full(), found.half(), found.doubt(), Environment.openFilesMax());
            answer.lines(Screen.columns(), shown.colours().enabled()).forEach(output.people()::println);
            output.write(SeriesOutputs.document(answer.document()), LostOutputs.of(spec), null, "");
            return keep(found).number();
        }
    }

    /** Keeps what was found for later runs; what is in doubt would mislead them. */
    private ExitCode keep(Found found) {
        Calibration calibration = found.calibration();
        if (calibration == null) {
            output.people().println("not saved for later runs: " + found.doubt());
            RunResult last = found.half() == null ? found.full() : found.half();
            ExitCode exit = RunVerdict.of(last).exitCode();
            return Interruption.of(spec).asked() ? ExitCode.INTERRUPTED : exit == ExitCode.OK ? ExitCode.INVALID : exit;
        }
        try {
            calibration.keep(Calibration.cache(), found.scenario());
            output.people().println("saved for later runs: " + Calibration.cache());
        } catch (CommandFailure e) {
            LostOutputs.of(spec).add("calibration", String.valueOf(e.getMessage()));
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if (plan.load.isOpenLoop() || plan.load.messages != null) {
            throw new Refusal(
                    plan.load.messages != null ? "messages" : "rate",
                    "given to calibrate",
                    "none, for it goes as fast as it can");
        }
    }
}
