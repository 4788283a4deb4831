package dev.mailrace.bench.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run came to what it should.
 *
 * @param lastSeconds after the loss came the last message of what should have stopped; 0: nothing should
 * @param findings what is wrong
 */
record Verdict(double lastSeconds, List<String> findings) {
    static final double STOPPED_SECONDS_MAX = 10;

    private static final int KILLED = 137;
    private static final int INTERRUPTED = 130;
    private static final int INVALID = 97;

    /** What a killed process may not have written down yet: an interval and what was under way. */
    private static final double UNWRITTEN_SECONDS_MAX = 1.5;

    static Verdict of(Trial.Came came) {
        List<String> findings = new ArrayList<>();
        exits(came, findings);
        books(came, findings);
        Loss loss = came.asked().loss();
        double last = 0;
        if (!loss.isSurvived()) {
            boolean onlyVictim = !loss.ofRun() && came.asked().goesOn();
            int residue = came.kept().get(came.victim()).number() - 1;
            last = (came.arrivals().lastNanos(number -> !onlyVictim || number % Setting.AGENTS == residue)
                            - came.lossNanos())
                    / 1e9;
            if (last > STOPPED_SECONDS_MAX) {
                findings.add(String.format(Locale.ROOT, "the last message came %.1f s after the loss", last));
            }
            if (onlyVictim
                    && came.arrivals().count(number -> number % Setting.AGENTS != residue) < expectedOfOthers()) {
                findings.add("the others did not go on to the end");
            }
        }
        return new Verdict(last, List.copyOf(findings));
    }

    private static long expectedOfOthers() {
        return (long) Trial.RATE * Trial.SECONDS * (Setting.AGENTS - 1) / Setting.AGENTS;
    }

    private static void exits(Trial.Came came, List<String> findings) {
        Loss loss = came.asked().loss();
        for (int machine = 0; machine < came.exits().size(); machine++) {
            List<Integer> expected = expected(loss, machine, came.victim());
            if (!expected.contains(came.exits().get(machine))) {
                findings.add((machine == 0 ? "the run" : "agent " + machine) + " ended with "
                        + came.exits().get(machine) + " (expected: " + expected + ")");
            }
        }
        Kept run = came.kept().get(0);
        boolean saysLost = run.saysLost();
        boolean saysLeft = run.reasons().stream().anyMatch(reason -> reason.contains("ended its part early"));
        boolean expectsLost = !loss.isSurvived() && loss.kind() != Loss.Kind.TERM && run.isWhole();
        if (saysLost != expectsLost) {
            findings.add("the run says of its loss: " + run.reasons());
        }
        if (saysLeft != (loss.kind() == Loss.Kind.TERM && !loss.ofRun())) {
            findings.add("the run says of an agent's end: " + run.reasons());
        }
    }

    /** Of a machine's process; a busy machine may spoil a run that nothing happened to. */
    private static List<Integer> expected(Loss loss, int machine, int victim) {
        if (loss.isSurvived()) {
            return machine == 0 ? List.of(0, INVALID) : List.of(0);
        }
        if (machine == victim) {
            return switch (loss.kind()) {
                case KILL -> List.of(KILLED);
                case TERM -> List.of(INTERRUPTED);
                default -> List.of(INVALID);
            };
        }
        if (machine == 0) {
            return List.of(INVALID);
        }
        return loss.ofRun() && loss.kind() != Loss.Kind.TERM ? List.of(INVALID) : List.of(0);
    }

    private static void books(Trial.Came came, List<String> findings) {
        Arrivals arrivals = came.arrivals();
        if (arrivals.twice() > 0) {
            findings.add(arrivals.twice() + " messages came twice");
        }
        long sum = 0;
        for (Kept agent : came.kept().subList(1, came.kept().size())) {
            long arrived = arrivals.count(number -> number % Setting.AGENTS == agent.number() - 1);
            sum += arrived;
            String name = "agent " + agent.number();
            if (agent.isWhole()) {
                if (arrived < agent.accepted() || arrived > agent.accepted() + agent.inDoubt()) {
                    findings.add(String.format(
                            Locale.ROOT,
                            "%s accepted %,d, and %,d in doubt, and %,d arrived",
                            name,
                            agent.accepted(),
                            agent.inDoubt(),
                            arrived));
                }
                if (agent.logged() != agent.accepted() || !agent.isBalanced()) {
                    findings.add(name + " logged " + agent.logged() + " of " + agent.accepted() + ", balanced: "
                            + agent.isBalanced());
                }
            } else if (arrived - agent.logged() > UNWRITTEN_SECONDS_MAX * Trial.RATE / Setting.AGENTS) {
                findings.add(name + " was killed and logged " + agent.logged() + " of " + arrived);
            }
        }
        Kept run = came.kept().get(0);
        Loss loss = came.asked().loss();
        boolean isAll = loss.isSurvived() || loss.kind() == Loss.Kind.TERM;
        if (run.isWhole() && (!run.isBalanced() || run.logged() != run.accepted() || run.accepted() > sum)) {
            findings.add("the run's books: balanced " + run.isBalanced() + ", accepted " + run.accepted() + ", logged "
                    + run.logged() + ", arrived " + sum);
        }
        if (isAll && run.accepted() + run.inDoubt() < sum) {
            findings.add("the run has " + run.accepted() + " accepted of " + sum);
        }
        if (loss.isSurvived() && sum != (long) Trial.RATE * Trial.SECONDS) {
            findings.add(sum + " arrived (expected: " + (long) Trial.RATE * Trial.SECONDS + ")");
        }
    }
}
