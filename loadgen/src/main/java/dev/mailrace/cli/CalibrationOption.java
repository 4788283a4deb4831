package dev.mailrace.cli;

import dev.mailrace.experiment.Calibration;
import dev.mailrace.experiment.Calibrator;
import dev.mailrace.experiment.Calibrator.Found;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.Planner;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a run knows of the limits of its machine. */
final class CalibrationOption {
    @Option(
            names = "--calibrate",
            description = "Calibrates first, for 6 s, unless the limit of this machine is already known.")
    boolean calibrate;

    /** What is known of the machine, or is found now where that is asked for; null: nothing. */
    @Nullable
    Calibration find(CommandSpec spec, Planner planner, Scenario scenario, OutputOptions output)
            throws InterruptedException {
        Calibration known = Calibration.find(Calibration.cache(), scenario);
        if (known != null || !calibrate) {
            return known;
        }
        List<NamedKind> kinds = planner.kinds(null);
        try (EmbeddedSink sink = planner.sink(kinds, scenario.transport())) {
            SeriesReport report = SeriesOptions.report(output.quiet, output.noColour);
            report.say("calibrating for 6 s …");
            RunSeries series = CommandRuns.of(
                    spec, new PlanWords(sink.target()), CommandRuns.Asked.NOTHING, report, Metering.NONE);
            Found found = new Calibrator(
                            series,
                            load -> planner.scenario(kinds, sink, scenario.transport(), load),
                            new CalibrationSteps(report))
                    .quick();
            Calibration calibration = found.calibration();
            if (calibration == null) {
                if (found.half() != null) {
                    report.say("calibrate: the limit of this machine is unknown: " + found.doubt());
                }
                return null;
            }
            try {
                calibration.keep(Calibration.cache(), scenario);
            } catch (CommandFailure e) { // It serves this run all the same.
                report.say("mailrace: " + e.getMessage());
            }
            return calibration;
        }
    }

    /** What is known of the machine stands beside it. */
    static RunInfo described(RunInfo info, @Nullable Calibration known) {
        return known == null ? info : info.withEnvironment(known.describe());
    }
}
