package dev.mailrace.cli;

import dev.mailrace.experiment.Calibrator;
import dev.mailrace.experiment.Calibrator.Part;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.SeriesReport;

/** Shows the current run of a calibration and its result. */
record CalibrationSteps(SeriesReport report) implements Calibrator.Watch {
    @Override
    public void next(Part part, long afterNanos) {
        int number = part.ordinal() + 1;
        report.next(new SeriesReport.Step(title(part), "run " + number + " of 2", afterNanos));
    }

    @Override
    public void ended(Part part, RunResult result) {
        report.say(title(part) + " … " + SeriesReport.words(result));
    }

    private static String title(Part part) {
        return "calibrate: " + part;
    }
}
