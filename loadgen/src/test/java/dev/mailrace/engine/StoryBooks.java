package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Outcome.Kind;
import java.util.List;

/** The books of a story: they balance, agree with what the server took, and hold exactly what was due. */
final class StoryBooks {
    private final Telling telling;
    private final Story story;
    private final RunResult result;
    private final boolean isMail;

    StoryBooks(Telling telling, RunResult result) {
        this.telling = telling;
        this.story = telling.story;
        this.result = result;
        this.isMail = story.plan.work == Work.MAIL;
    }

    void check() {
        assertThat(result.balanced()).as("books balanced").isTrue();
        if (isMail) {
            TestRun.checked(result);
            checkTaken();
        }
        long inStage = result.measured().acceptedInStage() + result.warmup().acceptedInStage();
        assertThat(inStage).as("accepted in time").isLessThanOrEqualTo(count(Kind.ACCEPTED));
        checkDue();
        checkClasses();
        checkReasons();
    }

    private long count(Kind kind) {
        return telling.tallies().stream().mapToLong(tally -> tally.count(kind)).sum();
    }

    private long arrivals() {
        return telling.tallies().stream().mapToLong(Tally::arrivals).sum();
    }

    private void checkTaken() {
        long accepted = count(Kind.ACCEPTED);
        assertThat(telling.taken())
                .as("what the server took (accepted %d, in doubt %d)", accepted, count(Kind.UNCONFIRMED))
                .isBetween(accepted, accepted + count(Kind.UNCONFIRMED));
        SimulatedMailServer server = telling.server;
        if (server == null) {
            return;
        }
        assertThat(server.taken.complaint(story.plan.mail)).as("the messages").isNull();
        if (story.plan.window == 0) {
            assertThat(server.taken.nestedMails).as("MAIL within a transaction").isZero();
        }
    }

    /** An open loop is due what its schedule says, and the stages have what was due in them. */
    private void checkDue() {
        if (!(story.plan.pacing instanceof Pacing.OpenLoop open) || result.ending() != RunResult.Ending.COMPLETED) {
            return;
        }
        List<Long> due = story.dueNanos();
        long all = due.size();
        long warmup = due.stream()
                .filter(nanos -> nanos < story.plan.warmup.toNanos())
                .count();
        assertThat(result.warmup().arrivals()).as("due in the warm-up").isEqualTo(warmup);
        assertThat(result.measured().arrivals()).as("due in the measured stage").isEqualTo(all - warmup);
        if (isHealthy(open)) {
            assertThat(count(Kind.ACCEPTED))
                    .as("accepted by a server that has time for all")
                    .isEqualTo(all);
        }
    }

    /** Whether nothing goes wrong, and server and sessions have at least twice the time that they need. */
    private boolean isHealthy(Pacing.OpenLoop open) {
        boolean patient = story.plan.backlogMax >= 1_000 && story.plan.drain.toMillis() > 1_500;
        double secondsEach = 24 * telling.network.latencyNanos() / 1e9 + 0.025;
        double capacity = story.plan.connections / secondsEach;
        return isMail
                && story.harmless
                && patient
                && story.weights.size() == 1
                && open.profile().ratePerSecondMax() * 2 < capacity;
    }

    /** An arrival of an open loop is of the class that its number says, whatever became of sessions. */
    private void checkClasses() {
        if (!story.isOpenLoop() || story.weights.size() == 1) {
            return;
        }
        double total = story.weights.stream().mapToDouble(Double::doubleValue).sum();
        for (int kind = 0; kind < story.weights.size(); kind++) {
            double due = arrivals() * story.weights.get(kind) / total;
            assertThat((double) (arrivals(result.measured(), kind) + arrivals(result.warmup(), kind)))
                    .as("arrivals of class %d of %s", kind, story.weights)
                    .isBetween(due - story.plan.threads - 2, due + story.plan.threads + 2);
        }
    }

    private static long arrivals(Tally tally, int kind) {
        return kind < tally.kinds().size() ? tally.kinds().get(kind).arrivals() : 0;
    }

    /** No failure has a reason that nobody gave. */
    private void checkReasons() {
        SimulatedMailServer server = telling.server;
        boolean stalls = server != null
                && (server.faults.contains(SimulatedMailServer.Fault.STALL)
                        || server.faults.contains(SimulatedMailServer.Fault.SLOW));
        for (Tally tally : telling.tallies()) {
            for (OutcomeCounts.Entry entry : tally.outcomes().entries()) {
                Outcome outcome = entry.outcome();
                // A server that is slow to read what the kernel has taken is silent, too.
                if (!stalls && !telling.network.isSilent() && !telling.network.isNarrow()) {
                    assertThat(outcome.reason())
                            .as("%s, where nothing is ever silent", outcome)
                            .isNotEqualTo(Outcome.Reason.TIMEOUT);
                }
                assertThat(outcome.reason())
                        .as("%s, of servers that say nothing wrong", outcome)
                        .isNotEqualTo(Outcome.Reason.PROTOCOL);
            }
        }
    }
}
