package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run decides, of servers in trouble above all. */
class RunVerdictTest {
    /** 80 messages in 39 ms, and then no answer any more: 160 had waited for 1 s to 6 s when the run ended. */
    private static MadeRun hang() {
        return new MadeRun()
                .accepted(80, 39)
                .hung(Outcome.unanswered(MadeRun.cutOff(Phase.CONTENT)), 100, 2_000)
                .hung(Outcome.unanswered(Outcome.CUT_OFF), 60, 6_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99(transaction) < 500ms | BROKEN | ≥ 6 s",
                "p50(transaction) < 500ms | BROKEN | ≥ 2 s",
                "p99(transaction) < 10s | NOT_DECIDED | ≥ 6 s",
                "max(transaction) < 10s | NOT_DECIDED | ≥ 6 s",
                "mean(transaction) < 10s | NOT_DECIDED | ≥ 2.35 s",
                "p30(transaction) < 500ms | PASSED | 39 ms",
                "min(transaction) < 500ms | PASSED | 39 ms",
                "p99(transaction) > 1s | PASSED | ≥ 6 s",
                "p99(content) < 500ms | NOT_DECIDED | 39 ms",
                "p40(content) < 500ms | PASSED | 39 ms",
                "p99(transaction, service) < 500ms | NOT_DECIDED | 39 ms",
                "errors < 1% | BROKEN | 66.7 %",
                "failed < 0.1% | BROKEN | 66.7 %",
                "failed(unanswered) = 160 | PASSED | 160",
                "failed(content, unanswered) = 100 | PASSED | 100",
                "cut_off(unanswered) = 160 | PASSED | 160",
                "cut_off = 160 | PASSED | 160",
                "failed(timeout) = 0 | PASSED | 0",
                "accepted >= 10/s | PASSED | 13.3/s",
            })
    void aHangPassesNoThresholdThatItMightBreak(String slo, Decision decision, String value) {
        Slo.Verdict verdict = hang().of(slo);
        assertThat(verdict.valueText()).isEqualTo(value);
        assertThat(verdict.decision()).isEqualTo(decision);
        assertThat(verdict.reason().isEmpty()).isEqualTo(decision != Decision.NOT_DECIDED);
    }

    @Test
    void whatAUserDidNotWaitForIsNoError() {
        MadeRun run = new MadeRun().accepted(80, 39).ended(Outcome.CUT_OFF, 160);
        run.ending = RunResult.Ending.INTERRUPTED;
        assertThat(run.of("errors < 1%").passed()).isTrue();
        assertThat(run.of("p99(transaction) < 500ms").passed()).isTrue();
        assertThat(run.verdict().exitCode().number()).isEqualTo(130);
        assertThat(run.verdict().word()).isEqualTo(RunVerdict.Word.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99(transaction) < 500ms | NOT_DECIDED",
                "p99(transaction) < 10ms | BROKEN",
                "p50(transaction) < 500ms | PASSED",
                "p50(transaction) < 10ms | BROKEN",
                "errors < 2% | NOT_DECIDED",
                "errors < 50% | PASSED",
                "rejected = 0 | NOT_DECIDED",
                "rejected(rcpt, 550) <= 3 | NOT_DECIDED",
                "accepted >= 97% | NOT_DECIDED",
                "accepted >= 90% | PASSED",
                "accepted >= 100% | NOT_DECIDED",
                "accepted >= 10/s | PASSED",
                "accepted >= 20/s | BROKEN",
                "dropped = 0 | PASSED",
                "cut_off <= 3 | BROKEN",
                "failed(unanswered) = 0 | PASSED",
            })
    void whatWasCutOffYoungDecidesNothing(String slo, Decision decision) {
        assertThat(new MadeRun()
                        .accepted(97, 39)
                        .ended(Outcome.CUT_OFF, 4)
                        .of(slo)
                        .decision())
                .isEqualTo(decision);
    }

    @Test
    void oneInAHundredThatWasCutOffYoungIsPassedOver() {
        MadeRun run = new MadeRun().accepted(99, 39).ended(Outcome.CUT_OFF, 1);
        assertThat(run.of("p99(transaction) < 500ms").passed()).isTrue();
        assertThat(run.of("errors = 0").passed()).isTrue();
    }

    @Test
    void whatLeftAsAskedIsNeitherAnErrorNorUnknown() {
        Outcome left = new Outcome(Outcome.Kind.CUT_OFF, Phase.RCPT, 0, "", Outcome.Reason.AS_ASKED, "as asked");
        assertThat(new MadeRun()
                        .accepted(50, 39)
                        .ended(left, 50)
                        .verdict("errors = 0")
                        .word())
                .isEqualTo(RunVerdict.Word.PASSED);
        assertThat(new MadeRun().ended(left, 50).verdict().exitCode()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99(content) < 40ms | PASSED",
                "p99(content) < 39ms | NOT_DECIDED",
                "p99(content) < 30ms | NOT_DECIDED",
                "p99(content) < 20ms | BROKEN",
                "accepted >= 20/s | BROKEN",
            })
    void latenessOnlyAddsTime(String slo, Decision decision) {
        MadeRun run = new MadeRun().accepted(60, 39);
        run.latenessNanos = 12_000_000;
        assertThat(run.of(slo).decision()).isEqualTo(decision);
    }

    /** A server of 500/s, asked for 1,000/s for 5 s: the drain accepts the rest. */
    private static MadeRun slow() {
        MadeRun run = new MadeRun().acceptedInTheDrain(5_000, 2, 2_405);
        run.ratePerSecond = 1_000;
        run.seconds = 5;
        run.waiting = 2_595;
        return run;
    }

    @Test
    void whatTheDrainAcceptedIsInNoRate() {
        RunVerdict verdict = slow().verdict("accepted >= 800/s");
        assertThat(verdict.word()).isEqualTo(RunVerdict.Word.BROKEN);
        assertThat(verdict.exitCode().number()).isEqualTo(99);
        assertThat(verdict.reason()).isEqualTo("accepted >= 800/s (481/s)");
        assertThat(slow().of("accepted >= 100%").passed())
                .as("the books stay by arrival")
                .isTrue();
        assertThat(verdict.behind()).isEqualTo(new FellBehind(481, 1_000, 2_595));
    }

    @Test
    void aServerThatKeepsUpDoesNotFallBehind() {
        MadeRun steady = new MadeRun().acceptedInTheDrain(5_000, 200, 4_800); // 200 are always under way.
        steady.ratePerSecond = 1_000;
        steady.seconds = 5;
        steady.waiting = 200;
        assertThat(steady.verdict().behind()).isNull();
        MadeRun few = new MadeRun().acceptedInTheDrain(100, 2, 95);
        few.waiting = 5;
        assertThat(few.verdict().behind()).isNull();
        MadeRun closed = slow();
        closed.ratePerSecond = 0;
        assertThat(closed.verdict().behind()).isNull();
    }

    @Test
    void aServerThatRefusesAllHasFailedInItsFirstWords() {
        RunVerdict verdict = new MadeRun().ended(MadeRun.REFUSED, 20).verdict("accepted > 1");
        assertThat(verdict.word()).isEqualTo(RunVerdict.Word.FAILED);
        assertThat(verdict.exitCode().number()).isEqualTo(4);
        assertThat(verdict.reason()).isEqualTo("the server accepted nothing (first reply: 530 5.7.0 Log in first)");
    }

    @Test
    void aServerThatNobodyCanLogInToHasFailedWithWhatItSaidToLogins() {
        MadeRun run = new MadeRun().ended(Outcome.unanswered(Outcome.CUT_OFF), 20);
        run.losses.add(
                new Outcome(Outcome.Kind.REJECTED, Phase.AUTH, 535, "", Outcome.Reason.NONE, "535 no such user"), 3);
        assertThat(run.verdict().reason()).isEqualTo("the server accepted nothing (first reply: 535 no such user)");
    }

    @Test
    void aServerThatIsMuteHasFailedAlsoWhereNothingFellDueSinceTheWarmUp() {
        RunVerdict mute = new MadeRun().hung(MadeRun.HUNG_AT_MAIL, 4, 5_000).verdict();
        assertThat(mute.reason()).isEqualTo("the server accepted nothing (no reply to MAIL for 5 s)");
        MadeRun since = new MadeRun().hungSinceWarmup(MadeRun.HUNG_AT_MAIL, 4, 6_000);
        since.ratePerSecond = 0;
        RunVerdict verdict = since.verdict();
        assertThat(verdict.word()).isEqualTo(RunVerdict.Word.FAILED);
        assertThat(verdict.exitCode().number()).isEqualTo(4);
        assertThat(verdict.reason()).isEqualTo("the server accepted nothing (no reply to MAIL for 6 s)");
    }

    @Test
    void whatWasAcceptedInTheDrainWasAccepted() {
        RunVerdict verdict = new MadeRun().acceptedInTheDrain(10, 5_000, 0).verdict();
        assertThat(verdict.word()).isEqualTo(RunVerdict.Word.NONE);
        assertThat(verdict.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aServerThatAcceptsNothingHasFailedWhateverTheGeneratorSaysOfItself() {
        MadeRun run = new MadeRun().ended(MadeRun.REFUSED, 20);
        run.invalid.add("event loops ran late");
        assertThat(run.verdict().word()).isEqualTo(RunVerdict.Word.FAILED);
    }

    @Test
    void aMachineThatCannotConnectSaysNothingOfTheServer() {
        Outcome limit = new Outcome(Outcome.Kind.FAILED, Phase.CONNECT, 0, "", Outcome.Reason.LOCAL_LIMIT, "no ports");
        MadeRun run = new MadeRun().ended(limit, 20);
        run.invalid.add("this machine's own limits ended 20 connections");
        RunVerdict verdict = run.verdict();
        assertThat(verdict.word()).isEqualTo(RunVerdict.Word.INVALID);
        assertThat(verdict.exitCode().number()).isEqualTo(97);
    }

    @Test
    void aRunInWhichNothingWasDueDecidesNothing() {
        assertThat(new MadeRun().verdict().exitCode().number()).isEqualTo(97);
        assertThat(new MadeRun().verdict().reason()).isEqualTo("nothing was due in the measured stage");
    }

    @Test
    void aSpoiledRunIsInvalidBeforeAnyThreshold() {
        MadeRun run = new MadeRun().accepted(60, 39);
        run.invalid.add("event loops ran late");
        assertThat(run.verdict("errors < 1%").word()).isEqualTo(RunVerdict.Word.INVALID);
    }

    @Test
    void aShortfallOfTheServersDoingDoesNotSpoilTheRun() {
        MadeRun run = new MadeRun().accepted(60, 39);
        run.shortfalls.add(new Shortfall("only 5 of 10 sessions were open at once", Shortfall.Cause.SERVER));
        assertThat(run.verdict("errors < 1%").word()).isEqualTo(RunVerdict.Word.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"SERVER_GONE, FAILED, 3", "BROKEN, INVALID, 1", "KILLED, NONE, 130", "SLO_BROKEN, BROKEN, 99"})
    void howItEndedComesBeforeWhatItMeasured(RunResult.Ending ending, RunVerdict.Word word, int exitCode) {
        MadeRun run = new MadeRun().accepted(60, 39);
        run.ending = ending;
        assertThat(run.verdict("errors > 1%").word()).isEqualTo(word);
        assertThat(run.verdict("errors > 1%").exitCode().number()).isEqualTo(exitCode);
    }

    @Test
    void aBrokenThresholdComesBeforeOneThatIsNotDecided() {
        RunVerdict both = hang().verdict("p99(transaction) < 10s", "errors < 1%", "failed < 1%");
        assertThat(both.word()).isEqualTo(RunVerdict.Word.BROKEN);
        assertThat(both.reason()).isEqualTo("errors < 1% (66.7 %), and 1 more");
        RunVerdict open = hang().verdict("p99(transaction) < 10s");
        assertThat(open.word()).isEqualTo(RunVerdict.Word.NOT_DECIDED);
        assertThat(open.exitCode().number()).isEqualTo(96);
        assertThat(open.reason()).isEqualTo("p99(transaction) < 10s (≥ 6 s; 160 had no answer when the run ended)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "only 5 of 10 sessions were open at once; 5 refused at banner with 421",
                "160 had no answer when the run ended"
            })
    void aLoadThatHangsOrIsNotHadDoesNotHold(String reason) {
        MadeRun run = hang();
        if (reason.startsWith("only")) {
            run.shortfalls.add(new Shortfall(reason, Shortfall.Cause.SERVER));
        }
        CapacityStep step = CapacityStep.of(new CapacitySearch.Step(40, false), run.result(), null, false);
        assertThat(step.finding()).isEqualTo(CapacitySearch.Finding.BROKEN);
        assertThat(step.reasons()).contains(reason);
    }

    @Test
    void aLoadThatOnlyTheGeneratorsLatenessLeavesUndecidedIsNotTheServersLimit() {
        MadeRun run = new MadeRun().accepted(60, 39);
        run.latenessNanos = 12_000_000;
        CapacityStep step =
                CapacityStep.of(new CapacitySearch.Step(40, false), run.result("p99(content) < 30ms"), null, false);
        assertThat(step.finding()).isEqualTo(CapacitySearch.Finding.GENERATOR);
        assertThat(step.reasons())
                .containsExactly(
                        "not decided: p99(content) < 30ms (39 ms; the generator itself was late by up to 12 ms)");
    }

    @Test
    void aLoadWhoseThresholdIsNotDecidedDoesNotHold() {
        MadeRun run = new MadeRun().accepted(97, 39).ended(Outcome.CUT_OFF, 4);
        CapacityStep step = CapacityStep.of(new CapacitySearch.Step(40, false), run.result("errors < 1%"), null, false);
        assertThat(step.finding()).isEqualTo(CapacitySearch.Finding.BROKEN);
        assertThat(step.reasons().get(0))
                .startsWith("not decided: errors < 1% (0 %; 4 of 101 due messages were cut off");
    }
}
