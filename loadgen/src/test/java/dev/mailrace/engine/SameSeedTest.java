package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.session.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a seed decides does not depend on the number of threads. */
@Timeout(60)
class SameSeedTest {
    private static final int MESSAGES = 60;

    /** What does not depend on when a message was sent. */
    private record Plan(String sender, List<String> recipients, long sizeBytes) {}

    private static SortedMap<Long, Plan> sent(TestRun run, long expected) throws IOException, InterruptedException {
        SortedMap<Long, Plan> plans = new TreeMap<>();
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(expected);
            assertThat(server.taken()).hasSize((int) expected);
            server.taken()
                    .forEach(taken -> plans.put(
                            taken.mark().sequence(), new Plan(taken.sender(), taken.recipients(), taken.sizeBytes())));
        }
        return plans;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aClosedLoopSendsTheSameMessages(int threads) throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(MESSAGES);
        run.mail = TestRun.mail(2);
        run.threads = threads;
        checkPlanned(run, sent(run, MESSAGES));
    }

    /** The messages 0 to 59 as the plan has them, and no other. */
    private static void checkPlanned(TestRun run, SortedMap<Long, Plan> plans) {
        assertThat(plans).hasSize(MESSAGES);
        assertThat(plans.lastKey()).isEqualTo(MESSAGES - 1);
        plans.forEach((sequence, plan) -> {
            assertThat(plan.sizeBytes()).isEqualTo(run.mail.message(sequence).sizeBytes());
            assertThat(plan.sender()).isEqualTo(run.mail.envelopes().senders().text(sequence));
            assertThat(plan.recipients())
                    .containsExactly(
                            run.mail.envelopes().recipients().text(2 * sequence),
                            run.mail.envelopes().recipients().text(2 * sequence + 1));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anOpenLoopSendsTheSameMessages(int threads) throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(MESSAGES);
        run.mail = TestRun.mail(2);
        run.pacing = new Pacing.OpenLoop(new RateProfile.Constant(300), Spacing.POISSON);
        run.threads = threads;
        checkPlanned(run, sent(run, MESSAGES));
    }
}
