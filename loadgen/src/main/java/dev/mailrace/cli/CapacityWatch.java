package dev.mailrace.cli;

import dev.mailrace.analysis.CapacitySearch;
import dev.mailrace.analysis.CapacitySearch.Answer;
import dev.mailrace.analysis.CapacityStep;
import dev.mailrace.experiment.CapacityTrials;
import dev.mailrace.experiment.CapacityTrials.Trial;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.CapacityReport;
import dev.mailrace.report.SeriesReport;
import java.util.Locale;

/** Shows the load that is tried, and the finding. */
record CapacityWatch(SeriesReport report, CapacityStep.Unit by) implements CapacityTrials.Watch {
    private String title(Trial trial) {
        return String.format(
                Locale.ROOT,
                "step %2d: %8s %s for %.1f s",
                trial.number(),
                CapacityReport.load(trial.load()),
                by,
                trial.seconds());
    }

    @Override
    public void searching(Trial trial, CapacitySearch.Part part, Answer standing) {
        report.next(new SeriesReport.Step(title(trial), CapacityReport.words(part, standing), -1));
    }

    @Override
    public void sheet(Trial trial, double share, Answer answer) {
        report.next(new SeriesReport.Step(title(trial), CapacityReport.wordsOfSheet(share, answer), -1));
    }

    @Override
    public void judged(Trial trial, CapacityStep step) {
        report.say(title(trial) + " … " + CapacityReport.words(step.finding())
                + (step.reasons().isEmpty() ? "" : ": " + String.join("; ", step.reasons())));
    }

    @Override
    public void notMade(Trial trial, String why) {
        report.say(title(trial) + " … not made: " + Main.oneLine(why));
    }

    @Override
    public void notJudged(Trial trial, RunResult result) {
        report.say(title(trial) + " … " + SeriesReport.words(result) + ", not judged");
    }
}
