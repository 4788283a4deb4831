package dev.mailrace.cli;

import dev.mailrace.experiment.RunSeries;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.monitor.MonitorPlan;
import dev.mailrace.options.Planner;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.PlanWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/** The runs of a command that makes several: each is shown and metered, and a signal ends it and those after it. */
final class CommandRuns {
    private CommandRuns() {}

    /**
     * What all runs of a command have in common beside their scenario.
     *
     * @param slos thresholds, as they were given
     * @param about what the user says of them
     */
    record Asked(List<String> slos, RunInfo.About about) {
        static final Asked NOTHING = new Asked(List.of(), RunInfo.About.NOTHING);

        static Asked of(Planner planner) {
            return new Asked(planner.slos(), RunInfos.masked(planner.about()));
        }
    }

    /**
     * @param report shows every run
     * @param metering sees every run; borrowed
     */
    static RunSeries of(CommandSpec spec, PlanWords words, Asked asked, SeriesReport report, Metering metering) {
        return new RunSeries(
                Interruption.of(spec).run(),
                scenario -> RunInfos.of(spec, scenario, Instant.now(), words.of(scenario))
                        .withSlos(asked.slos)
                        .withAbout(asked.about),
                () -> watchers(spec, report, metering),
                fault -> Faults.tell(fault, System.err));
    }

    /**
     * What is watched beside runs.
     *
     * @param shown takes a warning, or returns false where it has to be printed
     */
    static RunSeries.Beside beside(MonitorPlan monitors, Predicate<String> shown) {
        return new RunSeries.Beside(monitors, warning -> {
            String line = "mailrace: " + Main.oneLine(warning);
            if (!shown.test(line)) {
                System.err.println(line);
                System.err.flush();
            }
        });
    }

    /** The same for runs beside, which no meter sees. */
    static RunSeries unmetered(RunSeries series, CommandSpec spec, SeriesReport report) {
        return series.watchedBy(() -> watchers(spec, report, Metering.NONE));
    }

    private static List<RunObserver> watchers(CommandSpec spec, SeriesReport report, Metering metering) {
        LostOutputs lost = LostOutputs.of(spec);
        List<RunObserver> watchers = new ArrayList<>();
        metering.observers().forEach(meter -> watchers.add(new NamedOutput(Metering.NAME, meter, lost)));
        watchers.add(new NamedOutput(LostOutputs.STANDARD_ERROR, report, lost));
        return watchers;
    }
}
