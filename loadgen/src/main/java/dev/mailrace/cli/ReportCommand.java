package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes reports of saved runs: the page, or any other output that the run could have written. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description =
                "Shows a saved run, and writes its report.html again or any other output. Of several runs it shows "
                        + "what is different in those after the first, and writes them in one page. Also shows the results of "
                        + "capacity, auth, compare, ab and calibrate.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace report results/runs/20261128T101500.000Z      shows it and writes report.html",
            "  mailrace report run/ -o csv=run.csv -o hgrm=run.hgrm   other outputs of a saved run",
            "  mailrace report before/ after/                         what is different in the second",
            "  mailrace report before/ after/ -o html=both.html       up to 12 runs in one page",
            "  mailrace report run/ --deliveries deliveries-*.log     with what 'mailrace receive' saw elsewhere",
            "  mailrace report capacity.json -o html=capacity.html    the curve of a capacity search"
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "A run's folder or its run.json, even of a killed run; several of them, or folders of runs, a side each; "
                            + "the folder of capacity, auth or ab; or a JSON file that these, compare or calibrate wrote.")
    List<Path> paths = new ArrayList<>();

    @Mixin
    JoinOptions join = new JoinOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            ReportOutputs outputs = new ReportOutputs(output, LostOutputs.of(spec));
            OutputTarget.checkAll(outputs.targets(), null);
            boolean joins = join.areGiven();
            if (joins && (paths.size() > 1 || !Files.exists(paths.get(0).resolve(PastRun.RUN_FILE)))) {
                throw new Refusal("deliveries", "joined with what is not one run", "the folder of one run");
            }
            if (paths.size() > 1) {
                several(outputs);
                return ExitCode.OK.number();
            }
            Path path = paths.get(0);
            ObjectNode document = joins ? null : DocumentPage.read(path);
            if (document == null
                    && !Files.exists(path.resolve(PastRun.RUN_FILE))
                    && !RunFolders.in(path).isEmpty()) {
                PastStepsReport.write(path, RunFolders.in(path), outputs);
            } else if (document == null) {
                new PastRunReport(path, outputs, joins ? join : null).write();
            } else {
                List<OutputTarget> targets = outputs.pages(Files.isDirectory(path) ? path : null);
                outputs.write(DocumentPage.of(document), targets);
            }
            return ExitCode.OK.number();
        } catch (IOException e) {
            throw new Refusal("report", SystemWords.named(e), "files that can be read and written", e);
        }
    }

    private void several(ReportOutputs outputs) throws IOException {
        List<OutputTarget> targets = outputs.areAskedFor() ? outputs.pages(null) : List.of();
        new PastRunsReport(paths, outputs).write(targets);
    }
}
