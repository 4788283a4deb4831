package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import org.junit.jupiter.api.Test;

class WhyTest {
    private static String why(RunResult result) {
        return Why.of(RunDocument.of(result));
    }

    @Test
    void anOrdinaryRunHasNothingToExplain() {
        ObjectNode run = RunDocument.of(SampleRun.ordinary());
        run.putObject("totals").put("arrivals", 2_881).put("accepted", 2_881);
        assertThat(Why.of(run)).isEqualTo("Nothing unusual was found: no silence, no lost connections, no failures");
    }

    @Test
    void whatWasRefusedIsToldWithItsCommonestReason() {
        assertThat(why(SampleRun.mixed())).isEqualTo("3 of 12 (25.0 %) were rejected, all with 451 4.7.1 at rcpt");
    }

    @Test
    void aHungServerLeftArrivalsWithoutAnAnswer() {
        assertThat(why(SampleRun.hung()))
                .isEqualTo("From 1.0 to 7.0 s nothing was answered; some 160 waited, up to 6.0 s; "
                        + "the server fell behind: 13.3/s of 40.0/s due, 150 waiting at the end; "
                        + "160 arrivals had no answer when the run ended");
    }

    @Test
    void aSilenceComesFirst() {
        assertThat(why(SampleRun.watched()))
                .isEqualTo("From 2.0 to 3.0 s nothing was answered; some 201 waited, up to 1.0 s; "
                        + "from 1.0 to 4.0 s the backlog grew from 0 to 300");
    }

    @Test
    void anInvalidRunSaysSinceWhenTheGeneratorWasLate() {
        ObjectNode run = RunDocument.of(SampleRun.ordinary(RunResult.Ending.COMPLETED, SampleVerdict.INVALID));
        run.putArray("events")
                .addObject()
                .put("at_s", 1)
                .put("until_s", 3)
                .put("text", "the generator was overloaded")
                .put("found_by", "mailrace")
                .put("kind", "generator");
        assertThat(Why.of(run)).startsWith("From 1.0 to 3.0 s the generator was overloaded; ");
    }

    @Test
    void aLostAgentIsNamed() {
        ObjectNode run = RunDocument.of(SampleRun.ofAgents());
        assertThat(Why.of(run)).isEqualTo("1 of 2 agents fails the run: agent 2 (b, process 8)");
    }

    @Test
    void ofSeveralSilencesTheLongestIsTold() {
        ObjectNode run = RunDocument.of(SampleRun.ordinary());
        var events = run.putArray("events");
        for (int second : new int[] {1, 2, 6}) {
            events.addObject()
                    .put("at_s", second)
                    .put("until_s", second * 1.5)
                    .put("text", "nothing was answered; some 5 waited, up to 1.0 s")
                    .put("kind", "silence");
        }
        assertThat(Why.of(run))
                .startsWith(
                        "From 6.0 to 9.0 s nothing was answered; some 5 waited, up to 1.0 s, and 2 such times more; ");
    }
}
