package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.report.Conclusion.Tone;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands of several runs conclude of their documents: only what was measured, and the verdict first. */
@Tag("jdk")
class ConclusionTest {
    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String login(String mechanism, double server, double client, String more) {
        return """
                {'mechanism': '%s', %s 'run': {'ending': 'completed', 'verdict': 'none', 'phases': {
                  'auth': {'service': {'p50_us': %s}}, 'auth_client': {'service': {'p50_us': %s}}}}}""".formatted(mechanism, more, server, client);
    }

    private static Conclusion logins(String... mechanisms) {
        return LoginConclusion.of(json("{'mechanisms': [" + String.join(",", mechanisms) + "]}"));
    }

    @Test
    void theDearestMechanismIsSoManyTimesPlain() {
        Conclusion found = logins(
                login("PLAIN", 100, 0, ""),
                login(
                        "SCRAM-SHA-256",
                        200,
                        2_100,
                        "'salting': {'iterations': 4096, 'count': 90, 'p50_us': 2050, 'kept': false},"));
        assertThat(found.tone()).isEqualTo(Tone.PLAIN);
        assertThat(found.heading()).isEqualTo("SCRAM-SHA-256 costs 23.0 × PLAIN");
        assertThat(found.why())
                .isEqualTo("Medians: 2.30 ms (200 µs of the server and 2.10 ms of the client) against 100 µs. "
                        + "4,096 iterations are 2.05 ms of it.");
    }

    @Test
    void iterationsThatWereWorkedOutOnceAreNotInIt() {
        Conclusion found = logins(
                login("PLAIN", 100, 0, ""),
                login(
                        "SCRAM-SHA-1",
                        200,
                        50,
                        "'salting': {'iterations': 4096, 'count': 1, 'p50_us': 9000, 'kept': true},"));
        assertThat(found.why())
                .endsWith("4,096 iterations are not in it: the client worked them out once per user, in 9.00 ms "
                        + "(--no-scram-cache repeats them in each login).");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(logins(login("LOGIN", 100, 20, "")).heading()).isEqualTo("A login by LOGIN takes 120 µs (p50)");
        assertThat(logins(login("LOGIN", 100, 20, "")).why()).doesNotContain("iteration");
        assertThat(logins(login("LOGIN", 100, 4, ""), login("PLAIN", 101, 0, ""))
                        .heading())
                .isEqualTo("All 2 mechanisms cost about the same: 101 µs (p50, PLAIN)");
        assertThat(logins("{'mechanism': 'PLAIN', 'run': {'ending': 'completed', 'verdict': 'none'}}")
                        .heading())
                .isEqualTo("NOT DECIDED: no login was timed");
    }

    @Test
    void theWorstMechanismHasTheVerdict() {
        String passed = login("PLAIN", 100, 0, "").replace("'none'", "'passed', 'verdict_reason': 'kept'");
        String broken =
                login("LOGIN", 300, 0, "").replace("'none'", "'broken', 'verdict_reason': 'p99(auth) < 1ms (2 ms)'");
        assertThat(logins(passed).heading()).startsWith("PASSED: ");
        assertThat(logins(passed, broken).heading()).isEqualTo("BROKEN: LOGIN: p99(auth) < 1ms (2 ms)");
        assertThat(logins(passed, broken).tone()).isEqualTo(Tone.BAD);
        assertThat(logins(passed, broken).why()).startsWith("LOGIN costs 3.00 × PLAIN. Medians: ");
        String early = login("LOGIN", 300, 0, "").replace("completed", "interrupted");
        assertThat(logins(broken, early).heading()).isEqualTo("NOT DECIDED: LOGIN: interrupted");
    }

    private static String step(double load, String finding, String reason, double accepted) {
        return """
                {'load': %s, 'finding': '%s', 'reasons': [%s], 'run': {'verdict': '%s',
                  'totals': {'accepted_per_second': %s}}}""".formatted(
                        load,
                        finding,
                        reason.isEmpty() ? "" : "'" + reason + "'",
                        reason.startsWith("the server accepted nothing") ? "failed" : "none",
                        accepted);
    }

    private static JsonNode capacity(String answer, String more, String... steps) {
        return json("{'kind': 'capacity', 'by': 'rate', 'sentence': 'capacity: so much', " + more + " 'answer': {"
                + answer + "}, 'steps': [" + String.join(",", steps) + "]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'held': 200, 'broken': 209, 'confirmed': true | GOOD | PASSED up to 200 messages/s",
                "'held': 200, 'broken': 209, 'confirmed': false | DOUBT | NOT DECIDED: 200 messages/s holds, 209 does not,"
                        + " not confirmed",
                "'held': 200, 'broken': 209, 'confirmed': true, 'at_least': true | DOUBT | NOT DECIDED: at least 200 "
                        + "messages/s",
                "'held': 0, 'broken': 209, 'confirmed': false | BAD | BROKEN: no load holds, not even 209 messages/s"
            })
    void aSearchSaysFirstWhatHolds(String answer, Tone tone, String heading) {
        Conclusion found = CapacityConclusion.of(capacity(
                answer, "", step(200, "held", "", 200), step(209, "broke", "p99(transaction) < 1ms (2 ms)", 200)));
        assertThat(found.tone()).isEqualTo(tone);
        assertThat(found.heading()).isEqualTo(heading);
        assertThat(found.why()).endsWith("p99(transaction) < 1ms (2 ms).");
    }

    @Test
    void aSearchThatFoundNothingSaysWhoseDoingThatWas() {
        String none = "'held': 0, 'broken': 1, 'confirmed': false";
        assertThat(CapacityConclusion.of(capacity(none, "", step(1, "broke", "the server accepted nothing (550)", 0)))
                        .heading())
                .isEqualTo("FAILED: the server accepted nothing at any load");
        assertThat(CapacityConclusion.of(capacity(none, "", step(1, "generator", "a loop was late", 0)))
                        .heading())
                .startsWith("INVALID: the generator was the limit");
        assertThat(CapacityConclusion.of(
                                capacity(none, "'ended_early': 'interrupted after 2 s',", step(1, "broke", "x", 0)))
                        .heading())
                .isEqualTo("NOT DECIDED: interrupted after 2 s");
    }

    @Test
    void aSearchThatWasInterruptedSaysWhatHoldsByNow() {
        String some = "'held': 200, 'broken': null, 'confirmed': false, 'at_least': true";
        Conclusion found =
                CapacityConclusion.of(capacity(some, "'ended_early': 'interrupted',", step(200, "held", "", 200)));
        assertThat(found.heading()).isEqualTo("NOT DECIDED: interrupted; 200 messages/s holds");
        assertThat(found.tone()).isEqualTo(Tone.DOUBT);
    }

    @Test
    void throughputLevelsOffWhereTheServerIsTheLimit() {
        JsonNode document = capacity("'held': 200", "", step(200, "held", "", 200), step(400, "broke", "x", 203));
        assertThat(CapacityConclusion.plateau(document, List.of(document.at("/steps/0"), document.at("/steps/1"))))
                .isEqualTo("accepted levels off at 203/s");
        assertThat(CapacityConclusion.plateau(document, List.of(document.at("/steps/0"))))
                .isEqualTo("accepted follows what is asked, up to 200/s");
    }

    @Test
    void aCalibrationSaysFirstThatItIsInvalid() {
        String run =
                "{'ending': 'completed', 'verdict': 'none', 'self': {'verdict': 'valid'}, 'phases': {'transaction': "
                        + "{'stage': 'measure', 'response': {'count': 9, 'p99_us': 1200}}}}";
        String document = "{'kind': 'calibration', 'accepted_per_second': 57000, 'sessions': 1000, 'full': " + run
                + ", 'half': " + run + "}";
        Conclusion good = CalibrationConclusion.of(json(document));
        assertThat(good.heading()).isEqualTo("VALID: this machine generates 57,000 accepted/s with 1,000 sessions");
        assertThat(good.why()).startsWith("At half of that its own p99 is 1.20 ms: ");
        Conclusion bad = CalibrationConclusion.of(json(document.replaceFirst(
                "'verdict': 'none'", "'verdict': 'invalid', 'verdict_reason': 'a loop was late by 90 ms'")));
        assertThat(bad.heading()).isEqualTo("INVALID: a loop was late by 90 ms");
        assertThat(bad.tone()).isEqualTo(Tone.BAD);
        Conclusion half = CalibrationConclusion.of(json(document.replaceAll(", 'half'.*", "}")));
        assertThat(half.heading()).isEqualTo("INVALID: it ended early");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "regressed | BAD | REGRESSED: NEW is worse: accepted/s −17.2 % [−17.9, −16.6], and 1 more",
                "suspect | DOUBT | SUSPECT: NEW may be worse: accepted/s −17.2 % [−17.9, −16.6], and 1 more",
                "inconclusive | DOUBT | INCONCLUSIVE: whether NEW is worse is not known",
                "no change | GOOD | NO CHANGE: NEW is not worse",
                "improved | GOOD | IMPROVED: NEW is better: accepted/s −17.2 % [−17.9, −16.6], and 1 more"
            })
    void aComparisonSaysItsVerdictFirst(String verdict, Tone tone, String heading) {
        String row = "{'metric': 'accepted/s', 'scale': 'ratio', 'verdict': '" + verdict
                + "', 'estimate': 0.828, 'low': 0.821, 'high': 0.834}";
        Conclusion found = ComparisonConclusion.of(json("{'kind': 'comparison', 'verdict': '" + verdict
                + "', 'sentence': 'Word: accepted/s (and 1 more): so it is.', 'rows': [" + row + "," + row + "]}"));
        assertThat(found.tone()).isEqualTo(tone);
        assertThat(found.heading()).isEqualTo(heading);
        assertThat(found.why()).isEqualTo("accepted/s (and 1 more): so it is.");
    }
}
