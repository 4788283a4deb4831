package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.GeneratedContent;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.session.Outcome;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a seed decides does not depend on the number of threads. */
@Timeout(60)
@Tag("jdk")
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
    @ValueSource(ints = {1, 3})
    void attachmentsArriveAsABeginningOfTheSameBytes(int threads) throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(MESSAGES);
        SizeDistribution sizes = SizeDistribution.parse("500-9k");
        run.mail = new MailPlan(
                "test",
                Corpus.generated(GeneratedContent.BASE64, sizes, 3),
                TestRun.mail(1).envelopes());
        run.threads = threads;
        ByteBuf plan = run.mail.corpus().at(0).body(false);
        byte[] planned = Base64.getMimeDecoder().decode(plan.toString(StandardCharsets.US_ASCII));
        try (ScriptedServer server = ScriptedServer.polite()) {
            run.against(server.address());
            assertThat(server.taken()).hasSize(MESSAGES).allSatisfy(taken -> {
                assertThat(taken.message())
                        .hasSize((int) sizes.bytesAt(3, taken.mark().sequence()));
                String text = taken.message().substring(taken.message().indexOf("\r\n\r\n") + 4);
                byte[] attached = Base64.getMimeDecoder().decode(text);
                assertThat(attached.length).isCloseTo((text.length() / 78) * 57, within(57));
                assertThat(attached).isEqualTo(Arrays.copyOf(planned, attached.length));
            });
        }
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
