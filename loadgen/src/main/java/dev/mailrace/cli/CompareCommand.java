package dev.mailrace.cli;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Likeness;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.SavedSides;
import dev.mailrace.fault.Refusal;
import dev.mailrace.options.Checked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether runs of one side differ from runs of another by more than chance, and by enough to matter. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Compares saved runs, several a side, and says whether the new ones are worse by more than "
                + "chance and by more than the minimum effect. One run a side gives figures only; five or more, "
                + "taken in turns, give a verdict.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace compare results/before results/after",
            "  mailrace compare base-*/ --to new-*/ -o markdown=verdict.md -o junit=cases.xml",
            "  mailrace compare base-*/ --to new-*/ --phase content --min-effect p99=15%%",
            "  mailrace compare --jmh base.json new.json",
            "",
            "Exit codes: 0 no regression, 2 usage or unlike runs, 96 inconclusive (with --fail-on "
                    + "inconclusive), 97 an invalid run, 98 regressed or suspect."
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "BASE",
            description = "Base runs: folders, or their run.json. Of two runs without --to, the second is the new one.")
    List<Path> base = new ArrayList<>();

    @Option(names = "--to", arity = "1..*", paramLabel = "NEW", description = "New runs, which are judged.")
    List<Path> fresh = new ArrayList<>();

    @Mixin
    JudgingOptions judging = new JudgingOptions();

    @Option(
            names = "--allow-unlike",
            description = "Also compares runs that differ in scenario or machine. The output says so.")
    boolean allowUnlike;

    @Option(names = "--allow-invalid", description = "Also compares invalid runs. The output says so.")
    boolean allowInvalid;

    @Option(
            names = "--jmh",
            description = "Compares microbenchmarks: JSON files of JMH (-rf json). Times are judged by fork, bytes per "
                    + "operation exactly.")
    boolean jmh;

    @Mixin
    ComparisonOutputs outputs = new ComparisonOutputs();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Verdict failOn = Checked.usage(judging::failOn);
        Checked.check(() -> outputs.check(null));
        List<Path> bases = base;
        List<Path> news = fresh;
        if (fresh.isEmpty()) {
            if (base.size() != 2) {
                throw new CommandFailure(new Refusal(
                        "compare",
                        base.size() + (base.size() == 1 ? " path" : " paths") + " and no --to",
                        "BASE NEW, or BASE... --to NEW..."));
            }
            bases = base.subList(0, 1);
            news = base.subList(1, 2);
        }
        SavedSides sides = new SavedSides(bases, news);
        Comparison comparison = jmh
                ? sides.benchmarks(Checked.usage(judging::benchmarkEffect))
                : sides.runs(Checked.usage(judging::gates), allowInvalid);
        if (!comparison.unlike().isEmpty() && !allowUnlike) {
            throw new CommandFailure(new Refusal(
                    "",
                    comparison.unlike().stream()
                            .map(Likeness.Difference::toString)
                            .collect(Collectors.joining("; ")),
                    "the same of both; --allow-unlike compares them all the same"));
        }
        outputs.write(
                new ComparisonOutputs.Judged(comparison, failOn),
                Colours.of(false).enabled(),
                LostOutputs.of(spec),
                null);
        return JudgingOptions.exitCode(comparison.verdict(), failOn).number();
    }
}
