package dev.mailrace.cli;

import dev.mailrace.html.DocumentPage;
import dev.mailrace.html.ReportedRun;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.html.RunPage;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.LoginTable;
import dev.mailrace.report.PastSteps;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.terminal.Screen;
import dev.mailrace.words.Human;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The report of a command of several runs that was killed before it could write its own. */
final class PastStepsReport {
    private PastStepsReport() {}

    /** What a command of several runs left that was killed: its runs, one by one. */
    static void write(Path folder, List<Path> steps, ReportOutputs outputs) throws IOException {
        List<OutputTarget> targets = outputs.pages(folder);
        PastSteps table = new PastSteps();
        LoginTable logins = new LoginTable();
        List<ReportedRun> runs = new ArrayList<>();
        boolean ofLogins = true;
        for (Path step : steps) {
            String name = String.valueOf(step.getFileName());
            PastRun past = PastRun.open(step);
            RunOnPage page = new RunOnPage(name);
            RunResult result = past.replay(List.of(page));
            runs.add(page.run(past.shown(result), result));
            table.add(name, result);
            logins.add(name, result, null);
            ofLogins &= result.info().command().startsWith("mailrace auth");
        }
        if (!outputs.areQuiet()) {
            outputs.people()
                    .println(folder + ": " + Human.counted(runs.size(), "run") + " of a command that was interrupted");
            (ofLogins ? logins.lines(Screen.columns(), false) : table.lines(Screen.columns()))
                    .forEach(outputs.people()::println);
            if (!ofLogins && runs.size() > RunPage.RUNS_MAX) {
                outputs.people()
                        .println("the page shows the last " + RunPage.RUNS_MAX + " of " + runs.size() + " runs");
            }
        }
        outputs.write(
                ofLogins
                        ? DocumentPage.of(logins.document())
                        : RunPage.of(runs.subList(Math.max(0, runs.size() - RunPage.RUNS_MAX), runs.size())),
                targets);
    }
}
