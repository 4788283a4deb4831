package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.AgentSurvey;
import dev.mailrace.cluster.AgentSurvey.Found;
import dev.mailrace.cluster.Door;
import dev.mailrace.experiment.Environment;
import dev.mailrace.options.Checked;
import dev.mailrace.report.AgentList;
import dev.mailrace.terminal.Screen;
import dev.mailrace.terminal.StandardStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who would make a run. */
@Command(
        name = "agents",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Lists agents that listen ('mailrace agent --listen'): their machines, what they can, how their "
                + "clocks differ, and whether they belong to a run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace agents 127.0.0.1:7355",
            "  mailrace agents load1.example:7355,load2.example:7355 --tls-cert a.pem --tls-key a.key --tls-ca ca.pem",
            "",
            "Exit codes: 0 all are there and of this version; 3 one is not."
        })
final class AgentsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST:PORT[,HOST:PORT...]", description = "Where the agents listen.")
    String agents = "";

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        List<InetSocketAddress> addresses = Checked.usage(() -> KeyOptions.addresses("agents", agents));
        Door door = Checked.usage(() -> keys.door(KeyOptions.toward(addresses.get(0))));
        List<Found> found;
        try (AgentSurvey survey = Checked.usage(() -> new AgentSurvey(door, addresses))) {
            found = survey.ask();
        }
        PrintWriter out = StandardStream.exact();
        AgentList.lines(found.stream().map(AgentsCommand::row).toList(), Screen.columns())
                .forEach(out::println);
        out.flush();
        List<String> troubles = troubles(addresses, found);
        troubles.forEach(each -> spec.commandLine().getErr().println("mailrace: " + Main.oneLine(each)));
        return (troubles.isEmpty() ? ExitCode.OK : ExitCode.UNREACHABLE).number();
    }

    private static AgentList.Row row(Found agent) {
        return new AgentList.Row(
                agent.at(),
                agent.facts().host(),
                agent.facts().version(),
                agent.facts().transport(),
                agent.facts().jvm(),
                new AgentList.Limits(
                        agent.facts().cores(),
                        agent.facts().memoryBytes(),
                        agent.facts().openFilesMax(),
                        agent.facts().ports()),
                new AgentList.Now(
                        agent.state().isLoading(),
                        agent.state().cpuShare(),
                        agent.state().memoryFreeBytes(),
                        agent.clock().nanos(),
                        agent.clock().uncertaintyNanos()));
    }

    private static List<String> troubles(List<InetSocketAddress> asked, List<Found> found) {
        List<String> troubles = new ArrayList<>();
        for (InetSocketAddress each : asked) {
            String at = each.getHostString() + ":" + each.getPort();
            if (found.stream().noneMatch(agent -> agent.at().equals(at))) {
                troubles.add("agents: no answer from " + at
                        + " (expected: 'mailrace agent --listen' there, and certificates of one CA)");
            }
        }
        for (Found agent : found) {
            if (!agent.facts().version().equals(Environment.version())) {
                troubles.add("agents: " + agent.at() + " is version "
                        + agent.facts().version() + " (expected: " + Environment.version() + ", as here)");
            }
        }
        return troubles;
    }
}
