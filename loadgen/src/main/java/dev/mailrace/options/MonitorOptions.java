package dev.mailrace.options;

import dev.mailrace.analysis.Slo;
import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.monitor.EventSpec;
import dev.mailrace.monitor.MonitorPlan;
import dev.mailrace.monitor.MonitorSpec;
import dev.mailrace.scenario.Units;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is watched beside a load, and what happens while it goes on. */
public final class MonitorOptions {
    private static final String MONITOR = "monitor";

    /** Any other character may stand in a command. */
    private static final String NEW_LINE = "\n";

    @Option(
            names = "--" + MONITOR,
            paramLabel = "NAME=SOURCE",
            split = NEW_LINE,
            description =
                    "A number of the server's side each second, drawn beside the latency: exec:COMMAND (the first "
                            + "number that it prints; no shell), http://HOST:PORT/PATH#SERIES (Prometheus; "
                            + "'#rate(SERIES)' for counters), file:PATH, process:PID, postfix-queue[:DIR], exim-queue[:DIR] or proc "
                            + "(this machine). ',every=5s' behind it for less often; repeatable.")
    List<String> monitors = new ArrayList<>();

    @Option(
            names = "--event",
            paramLabel = "TIME=TEXT",
            split = NEW_LINE,
            description = "Marks a moment on the plots, by the time since the start: '30s=failover'; repeatable.")
    List<String> events = new ArrayList<>();

    @Option(
            names = "--events-from",
            paramLabel = "PATH",
            description = "Each line that is appended to this file, or written to this named pipe, is an event.")
    @Nullable
    String eventsFrom;

    @Option(
            names = "--allow-exec",
            description = "Runs the commands of a scenario file's monitors, which may be anything.")
    boolean allowExec;

    private @Nullable List<MonitorSpec> read; // Null before the first time.

    /** What monitors give, by name. */
    List<String> names() {
        return specs().stream()
                .flatMap(monitor -> monitor.series().stream())
                .map(RunInfo.Monitor::name)
                .toList();
    }

    private List<MonitorSpec> specs() {
        List<MonitorSpec> known = read;
        if (known == null) {
            known = monitors.stream().map(MonitorOptions::spec).toList();
            read = known;
        }
        return known;
    }

    private static MonitorSpec spec(String text) {
        MonitorSpec monitor = MonitorSpec.of(text, Units::duration);
        if (Slo.isWord(monitor.name())) {
            throw new Refusal(
                    MONITOR,
                    "'" + monitor.name() + "' for a name",
                    "another, for thresholds have a meaning for this one");
        }
        return monitor;
    }

    /**
     * All of it.
     *
     * @param run the command line: what is typed there may run commands
     */
    MonitorPlan plan(CommandSpec run) {
        boolean typed = run.commandLine().getParseResult().matchedOptionsSet().stream()
                .anyMatch(option -> RunKeys.name(option).equals(MONITOR));
        for (int i = 0; i < specs().size(); i++) {
            if (specs().get(i).runsCommand() && !typed && !allowExec) {
                throw new Refusal(
                        MONITOR,
                        monitors.get(i),
                        "--allow-exec on the command line, for a scenario file asks to run a command");
            }
        }
        return new MonitorPlan(
                specs(),
                events.stream().map(text -> EventSpec.of(text, Units::duration)).toList(),
                eventsFrom == null ? null : UserFile.path("events-from", eventsFrom));
    }
}
