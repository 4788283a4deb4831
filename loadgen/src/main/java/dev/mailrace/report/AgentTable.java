package dev.mailrace.report;

import dev.mailrace.metrics.AgentHealth;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What each agent did of a run and how it did; those that cannot be believed first. */
final class AgentTable {
    /** More are not read; run.json has them. */
    private static final int ROWS_MAX = 16;

    private AgentTable() {}

    static List<Line> lines(RunResult result, int columnsMax) {
        boolean isPaced = result.info().ratePerSecond() > 0;
        Table table = new Table(List.of(
                Table.Column.left("agent"),
                Table.Column.left("health"),
                Table.Column.number("due/s", 2),
                Table.Column.number("accepted/s", 3),
                Table.Column.number("late by", 1),
                Table.Column.number("loop lag p99", 5),
                Table.Column.number("slip p99", 6),
                Table.Column.number("CPU", 4)));
        List<AgentHealth> agents = new ArrayList<>(result.self().agents());
        agents.sort(Comparator.comparing(AgentHealth::valid)); // Stable: each part by number.
        for (AgentHealth agent : agents.subList(0, Math.min(ROWS_MAX, agents.size()))) {
            table.add(
                    agent.valid() ? Line.PLAIN : Line.BAD,
                    List.of(
                            agent.name(),
                            agent.valid() ? "valid" : "INVALID",
                            perSecond(agent.due(), result),
                            perSecond(agent.accepted(), result),
                            Human.duration(agent.latenessNanos()),
                            Human.duration(agent.loopLagP99Nanos()),
                            isPaced ? Human.duration(agent.slipP99Nanos()) : "",
                            Human.share(agent.cpuShare())));
        }
        List<Line> lines = new ArrayList<>(table.lines(columnsMax));
        if (agents.size() > ROWS_MAX) {
            lines.addAll(Line.wrapped("and " + Human.counted(agents.size() - ROWS_MAX, "more agent"), 2, columnsMax));
        }
        return lines;
    }

    private static String perSecond(long count, RunResult result) {
        return result.measuredSeconds() == 0 ? "" : Human.rate(count / result.measuredSeconds());
    }
}
