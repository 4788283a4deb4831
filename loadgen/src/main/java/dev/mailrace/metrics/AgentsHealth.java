package dev.mailrace.metrics;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The health of a generator that consists of agents, each of which judges itself: it can be believed where each of them can, and is
 * as late as the latest. Owned by the collector's thread.
 */
public final class AgentsHealth implements GeneratorHealth {
    private Condition condition = Condition.GOOD;
    private final List<AgentHealth> agents = new ArrayList<>();
    private final List<SelfHealth.Verdict> verdicts = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** How an agent was in the interval that is collected next. */
    public void seen(Condition of) {
        condition = of.compareTo(condition) > 0 ? of : condition;
    }

    /** What an agent came to. */
    public void add(AgentHealth agent, SelfHealth.Verdict verdict) {
        agents.add(agent);
        verdicts.add(verdict);
        verdict.reasons().forEach(reason -> reasons.add(agent.name() + ": " + reason));
        verdict.notes().forEach(note -> notes.add(agent.name() + ": " + note));
    }

    /** One that was lost, and why the run cannot be believed for that. */
    public void addLost(AgentHealth agent, String reason) {
        agents.add(agent);
        reasons.add(reason);
    }

    /** Why the run cannot be believed, beside what agents say. */
    public void complain(String reason) {
        reasons.add(reason);
    }

    /** What a reader should know. */
    public void note(String note) {
        notes.add(note);
    }

    @Override
    public Condition interval(Limits limits, Stage stage, long lengthNanos, Histogram slip, Histogram loopLag) {
        Condition seen = condition;
        condition = Condition.GOOD;
        return seen;
    }

    @Override
    public SelfHealth.Verdict judge(Limits limits, Histogram slip, Histogram loopLag, @Nullable Histogram whole) {
        double cpuSeconds = 0;
        double cpuShare = 0;
        double busiest = 0;
        double waited = 0;
        long throttledNanos = 0;
        long pauseNanos = 0;
        long latenessNanos = limits.latenessNanos(slip, loopLag);
        for (SelfHealth.Verdict verdict : verdicts) {
            cpuSeconds += verdict.cpuSeconds();
            cpuShare = Math.max(cpuShare, verdict.cpuShare());
            busiest = Math.max(busiest, verdict.busiestLoopShare());
            waited = Math.max(waited, verdict.loopWaitShare());
            throttledNanos += verdict.throttledNanos();
            pauseNanos = Math.max(pauseNanos, verdict.gcPauseMaxNanos());
            latenessNanos = Math.max(latenessNanos, verdict.latenessNanos());
        }
        return new SelfHealth.Verdict(
                reasons.isEmpty(),
                reasons,
                notes,
                latenessNanos,
                Limits.p99(loopLag),
                Limits.p99(slip),
                cpuShare,
                cpuSeconds,
                busiest,
                waited,
                throttledNanos,
                pauseNanos,
                LittlesLaw.EMPTY,
                agents);
    }
}
