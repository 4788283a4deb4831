package dev.mailrace.report;

import dev.mailrace.words.Human;
import java.util.List;

/** Agents that answered, a row each. Pure. */
public final class AgentList {
    private AgentList() {}

    /**
     * An agent.
     *
     * @param at where it was asked
     * @param version Mailrace's
     */
    public record Row(String at, String host, String version, String transport, String jvm, Limits limits, Now now) {}

    /**
     * What it can.
     *
     * @param openFilesMax {@link Long#MAX_VALUE}: unknown
     * @param ports that it can connect from, of each of its addresses
     */
    public record Limits(int cores, long memoryBytes, long openFilesMax, int ports) {}

    /**
     * How it does.
     *
     * @param cpuShare of its machine's processors in use by all, 0 to 1; below 0: unknown
     * @param aheadNanos by how much its clock is ahead of this machine's; below 0: behind
     * @param uncertaintyNanos {@link Long#MAX_VALUE}: it was not measured
     */
    public record Now(
            boolean isLoading, double cpuShare, long memoryFreeBytes, long aheadNanos, long uncertaintyNanos) {}

    /** For people; no line is wider than {@code columnsMax}. */
    public static List<String> lines(List<Row> agents, int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.left("agent"),
                Table.Column.left("state"),
                Table.Column.word("host", 3),
                Table.Column.number("cores", 1),
                Table.Column.number("CPU", 2),
                Table.Column.number("memory", 4),
                Table.Column.number("free", 2),
                Table.Column.number("files", 5),
                Table.Column.number("ports", 6),
                Table.Column.number("clock", 1),
                Table.Column.word("transport", 7),
                Table.Column.word("Java", 9),
                Table.Column.word("version", 8)));
        for (Row agent : agents) {
            Limits limits = agent.limits;
            Now now = agent.now;
            table.add(
                    now.isLoading ? Line.POOR : Line.PLAIN,
                    List.of(
                            agent.at,
                            now.isLoading ? "in a run" : "free",
                            agent.host,
                            String.valueOf(limits.cores),
                            now.cpuShare < 0 ? "" : Human.share(now.cpuShare),
                            Human.bytes(limits.memoryBytes),
                            Human.bytes(now.memoryFreeBytes),
                            limits.openFilesMax == Long.MAX_VALUE ? "" : Human.count(limits.openFilesMax),
                            Human.count(limits.ports),
                            clock(now),
                            agent.transport,
                            agent.jvm,
                            agent.version));
        }
        return table.lines(columnsMax).stream().map(Line::toString).toList();
    }

    private static String clock(Now now) {
        return now.uncertaintyNanos == Long.MAX_VALUE
                ? ""
                : (now.aheadNanos < 0 ? "-" : "+") + Human.duration(Math.abs(now.aheadNanos)) + " ± "
                        + Human.duration(now.uncertaintyNanos);
    }
}
