package dev.mailrace.cli;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.scenario.Scenario;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;

/** What is known of a run before it, and what the process says of it after. */
final class RunInfos {
    private RunInfos() {}

    static RunInfo of(CommandSpec spec, Scenario scenario, Instant start, String runId, String plan) {
        double ratePerSecond = scenario.pacing() instanceof Pacing.OpenLoop open
                ? open.profile().ratePerSecondMax()
                : 0;
        return new RunInfo(
                runId,
                "mailrace "
                        + String.join(
                                " ",
                                spec.commandLine().getParent().getParseResult().originalArgs()),
                Main.Version.number(),
                scenario.seed(),
                start,
                plan,
                scenario.connections().count(),
                ratePerSecond,
                scenario.stop().warmupNanos(),
                scenario.stop().endNanos(),
                scenario.stop().messagesMax(),
                scenario.describe(),
                Environment.describe());
    }

    static ExitCode exitCode(RunResult result) {
        if (!result.balanced()) {
            return ExitCode.BUG;
        }
        return switch (result.ending()) {
            case BROKEN -> ExitCode.BUG;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case SERVER_GONE -> ExitCode.UNREACHABLE;
            case COMPLETED -> result.self().valid() ? ExitCode.OK : ExitCode.INVALID;
        };
    }
}
