package dev.mailrace.cli;

import dev.mailrace.experiment.Environment;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.words.Redacted;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** What is known of a run before it. */
final class RunInfos {
    private RunInfos() {}

    static RunInfo of(CommandSpec spec, Scenario scenario, Instant start, String plan) {
        double ratePerSecond = scenario.pacing() instanceof Pacing.OpenLoop open
                ? open.profile().ratePerSecondMax()
                : 0;
        return new RunInfo(
                scenario.mix().runId(),
                "mailrace "
                        + Redacted.line(
                                spec.commandLine().getParent().getParseResult().originalArgs()),
                Environment.version(),
                scenario.seed(),
                start,
                plan,
                scenario.connections().count(),
                ratePerSecond,
                scenario.stop().warmupNanos(),
                scenario.stop().endNanos(),
                scenario.stop().messagesMax(),
                scenario.describe(),
                Environment.describe(),
                kinds(scenario.mix()),
                List.of(),
                List.of(),
                RunInfo.About.NOTHING);
    }

    /** What the user says of a run, without what looks like a secret: as in the command line. */
    static RunInfo.About masked(RunInfo.About about) {
        Map<String, String> notes = new LinkedHashMap<>();
        about.notes()
                .forEach((name, value) ->
                        notes.put(name, Redacted.argument(name + "=" + value).substring(name.length() + 1)));
        return new RunInfo.About(Redacted.argument(about.title()), notes);
    }

    private static List<RunInfo.Kind> kinds(Mix mix) {
        double total = mix.kinds().stream().mapToDouble(SessionKind::weight).sum();
        return mix.kinds().size() == 1
                ? List.of()
                : mix.kinds().stream()
                        .map(kind -> new RunInfo.Kind(kind.name(), kind.weight(), kind.weight() / total))
                        .toList();
    }
}
