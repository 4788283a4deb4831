package dev.mailrace.metrics;

/**
 * What one of several generators did of a run, and how it did. More than seven parts: a column each.
 *
 * @param name for people
 * @param valid whether it can be believed; false, too, of one that was lost
 * @param due arrivals of its measured stage
 * @param accepted of those
 * @param latenessNanos as {@link SelfHealth.Verdict} has it, as the following
 */
public record AgentHealth(
        String name,
        boolean valid,
        long due,
        long accepted,
        long latenessNanos,
        long loopLagP99Nanos,
        long slipP99Nanos,
        double cpuShare,
        double cpuSeconds) {
    /** One that said what it came to. */
    public static AgentHealth of(String name, long due, long accepted, SelfHealth.Verdict verdict) {
        return new AgentHealth(
                name,
                verdict.valid(),
                due,
                accepted,
                verdict.latenessNanos(),
                verdict.loopLagP99Nanos(),
                verdict.slipP99Nanos(),
                verdict.cpuShare(),
                verdict.cpuSeconds());
    }

    /** One that was lost before it could say how it did. */
    public static AgentHealth ofLost(String name, long due, long accepted) {
        return new AgentHealth(name, false, due, accepted, 0, 0, 0, 0, 0);
    }
}
