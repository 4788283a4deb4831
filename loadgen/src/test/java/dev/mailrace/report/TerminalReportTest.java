package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.runfile.Golden;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.terminal.Spelled;
import dev.mailrace.terminal.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk")
class TerminalReportTest {
    private static final String ESCAPES = "\u001b\\[\\??[0-9;]*[A-Za-z]";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

    private TerminalReport live(int columns) {
        return live(columns, 24);
    }

    private TerminalReport live(int columns, int rows) {
        return new TerminalReport(out, true, () -> new Window(columns, rows), true);
    }

    private TerminalReport piped(int columns) {
        return new TerminalReport(out, false, () -> new Window(columns, 24), false);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void assertNoWiderThan(int columns) {
        for (String line : text().replaceAll("\u001b\\[(H|[?]1049l)", "\n")
                .replaceAll(ESCAPES, "")
                .split("\n", -1)) {
            assertThat(Line.of(line).columns()).as(line).isLessThanOrEqualTo(columns);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 80, 40, 20})
    void onlyTheReportStaysOnATerminal(int columns) {
        RunResult result = SampleRun.ordinary(live(columns));
        StringBuilder report = new StringBuilder();
        FinalView.lines(result, columns).forEach(line -> report.append(line).append('\n'));
        assertThat(Screen.of(bytes.toByteArray(), columns, 24).kept()).isEqualTo(report.toString());
        assertNoWiderThan(columns);
    }

    @Test
    void aTerminalMadeNarrowerAndLowerIsRedrawnWhole() {
        AtomicReference<Window> window = new AtomicReference<>(new Window(100, 24));
        SampleRun run = new SampleRun(SampleRun.info(0, 4, 0), new TerminalReport(out, true, window::get, false));
        Screen screen = new Screen(100, 24);
        screen.show("$ mailrace run\n");
        for (Window next : List.of(
                new Window(60, 24), new Window(40, 10), new Window(110, 30), new Window(50, 18), new Window(100, 5))) {
            run.deliver(Stage.MEASURE, 900);
            run.second(Stage.MEASURE);
            screen.show(text());
            bytes.reset();
            assertThat(screen.seen().split("accepted  ", -1)).as(screen.seen()).hasSize(2);
            assertThat(screen.kept()).isEqualTo("$ mailrace run\n");
            window.set(next);
            screen.resize(next.columns(), next.rows());
        }
        RunResult result = run.ended(RunResult.Ending.COMPLETED, 4, SampleVerdict.VALID);
        screen.show(text());
        StringBuilder whole = new StringBuilder("$ mailrace run\n");
        FinalView.lines(result, 100).forEach(line -> whole.append(line).append('\n'));
        assertThat(screen.kept()).isEqualTo(whole.toString());
        assertThat(screen.isAlternate()).isFalse();
    }

    @Test
    void aViewThatAFaultLeftStandingIsTakenOff() {
        try (TerminalReport report = live(80)) {
            new SampleRun(SampleRun.info(0, 4, 0), report).second(Stage.MEASURE);
            assertThat(Screen.of(bytes.toByteArray(), 80, 24).isAlternate()).isTrue();
        }
        assertThat(Screen.of(bytes.toByteArray(), 80, 24).isAlternate()).isFalse();
        assertThat(Screen.of(bytes.toByteArray(), 80, 24).kept()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"120, report-120.txt", "80, report-80.txt", "40, report-40.txt"})
    void theFinalReportReadsWithoutColours(int columns, String golden) {
        SampleRun.ordinary(piped(columns));
        Golden.assertSame(golden, text());
    }

    @Test
    void theEndIsTheVerdictAndWhy() {
        RunResult result = SampleRun.hung(piped(1_000));
        assertThat(text())
                .endsWith("\n\nBROKEN: p99(transaction) < 500ms (≥ 5.91 s), and 1 more\n"
                        + Why.of(RunDocument.of(result)) + ".\n");
    }

    @Test
    void whereNothingWasToBeDecidedTheEndSaysWhatWasFound() {
        RunResult result = SampleRun.ordinary(piped(1_000));
        assertThat(text()).endsWith("(Little's law)\n\n" + Why.of(RunDocument.of(result)) + ".\n");
    }

    @Test
    void eachKindOfSessionHasALine() {
        SampleRun.mixed(piped(120));
        assertThat(text())
                .contains(
                        "submission, asked 70.0 %, had 58.3 %: 7 accepted, p50 1.00 ms, p99 1.00 ms (response)\n",
                        "inbound, asked 29.0 %, had 41.7 %: 2 accepted, 3 rejected, p50 1.00 ms, p99 1.00 ms (response)\n",
                        "rare, asked 1.00 %, had 0 %: 0 accepted\n");
    }

    @Test
    void aPipeGetsNoEscapesAndALineEachFiveSeconds() {
        SampleRun run = new SampleRun(SampleRun.info(0, 12, 0), piped(80));
        for (int i = 0; i < 12; i++) {
            run.deliver(Stage.MEASURE, 100);
            run.second(Stage.MEASURE);
        }
        assertThat(text()).isEqualTo("""
                mailrace 0.1.0: 10 connections, 1,000/s for 3 s to smtp://localhost:25
                measure 5 s: 100/s accepted, p50 1.27 ms, p99 1.52 ms (response), 0 of 10 sessions open
                measure 10 s: 100/s accepted, p50 1.27 ms, p99 1.52 ms (response), 0 of 10 sessions open
                """);
        run.ended(RunResult.Ending.COMPLETED, 12, SampleVerdict.VALID);
        assertThat(text()).doesNotContain("\u001b").doesNotContain("\r");
        assertThat(text().split("mailrace 0.1.0: ", -1)).as("said once").hasSize(2);
    }

    @Test
    void progressGoesByMessagesWhereACountEndsTheRun() {
        SampleRun run = new SampleRun(SampleRun.info(0, 0, 1_000), live(60));
        run.deliver(Stage.MEASURE, 250);
        run.second(Stage.MEASURE);
        assertThat(Screen.of(bytes.toByteArray(), 60, 24).seen())
                .contains("\nmeasure      ████░░░░░░░░░░░░░ 250 of 1,000, about 3 s left\n");
    }

    @Test
    void aRunWithoutAnEndShowsNoBar() {
        SampleRun run = new SampleRun(SampleRun.info(0, 0, 0), live(60));
        run.second(Stage.MEASURE);
        assertThat(Screen.of(bytes.toByteArray(), 60, 24).seen()).contains("\nmeasure      1 s\n");
    }

    @Test
    void lostSessionsShowWhereNoArrivalSufferedYet() {
        SampleRun run = new SampleRun(SampleRun.info(0, 4, 0), live(80));
        run.recorder.sessionLost(SampleRun.REFUSED, "127.0.0.1");
        run.second(Stage.MEASURE);
        assertThat(Screen.of(bytes.toByteArray(), 80, 24).seen())
                .contains("0 of 10 open, 1 lost\n")
                .endsWith("lost         refused connect ×1\n");
    }

    @Test
    void moreOutcomesThanFitEndWithAnEllipsis() {
        SampleRun run = new SampleRun(SampleRun.info(0, 4, 0), live(80));
        for (int code = 550; code < 599; code++) {
            run.refuse(Stage.MEASURE, 1_000 - code, SampleRun.rejected(Phase.MAIL, code, "", "no"));
        }
        run.second(Stage.MEASURE);
        assertThat(Screen.of(bytes.toByteArray(), 80, 24).seen()).endsWith("""
                        outcomes     550 mail ×450, 551 mail ×449, 552 mail ×448, 553 mail ×447,
                                     554 mail ×446, 555 mail ×445, 556 mail ×444, 557 mail ×443,
                                     558 mail ×442, 559 mail ×441, 560 mail ×440, 561 mail ×439, …
                        """);
    }

    @Test
    void outcomesBeyondTheTwentiethKindAreCounted() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), piped(80));
        for (int code = 500; code < 557; code++) {
            run.refuse(
                    Stage.MEASURE, code < 520 ? 20 : code == 520 ? 7 : 5, SampleRun.rejected(Phase.MAIL, code, "", ""));
        }
        run.second(Stage.MEASURE);
        run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThat(text()).contains("\n   20  rejected  mail    519\nand 37 more kinds: 187\n");
        assertThat(text().split("rejected  mail", -1)).hasSize(21);
    }

    @Test
    void refusedRecipientsAreCountedByCode() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), piped(100));
        run.deliver(Stage.MEASURE, 1);
        for (int i = 0; i < 3; i++) {
            run.recorder.recipientEnded(
                    Stage.MEASURE, SampleRun.rejected(Phase.RCPT, 550, "5.1.1", "550 5.1.1 No such user"));
        }
        run.recorder.recipientEnded(Stage.MEASURE, SampleRun.rejected(Phase.RCPT, 452, "", "452 full"));
        run.recorder.recipientEnded(Stage.MEASURE, Outcome.ACCEPTED); // By LMTP.
        run.recorder.refusedRecipients(Stage.MEASURE, 4);
        run.second(Stage.MEASURE);
        run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThat(text()).contains("\nrefused recipients: 4 (550 5.1.1 rcpt ×3, 452 rcpt ×1)\n");
    }

    @Test
    void aWideWindowHasMorePercentiles() {
        RunResult result = SampleRun.ordinary();
        assertThat(FinalView.lines(result, 120))
                .anyMatch(line -> line.toString().matches("phase +count +mean +p50 +p75 +p90 +p95 +p99 +p99.9 +max"));
        assertThat(FinalView.lines(result, 100))
                .noneMatch(line -> line.toString().contains("p75"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 120, 80, 40, 20})
    void aTerminalWithoutUnicodeGetsAsciiOnly(int columns) throws Exception {
        Spelled.inAscii(() -> {
            SampleRun.hung(piped(columns));
            SampleRun.ordinary(piped(columns));
            SampleRun.watched(piped(columns));
        });
        assertThat(text()).matches("\\p{ASCII}*").doesNotContain("?");
        assertThat(text().lines().filter(line -> !line.matches("(mailrace|measure|drain) .*")))
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
    }

    @Test
    void hostileTextStaysInItsCell() {
        String hostile = "550 \u001b[2J\u001b]0;owned\u0007\r\n\u202eevil 漢字漢字漢字漢字漢字漢字漢字漢字漢字 e\u0301 x".repeat(2);
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), piped(80));
        run.refuse(Stage.MEASURE, 1, SampleRun.rejected(Phase.MAIL, 550, "5.7.1", hostile));
        run.second(Stage.MEASURE);
        run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThat(text()).doesNotContain("\u001b").doesNotContain("\r").doesNotContain("\u202e");
        assertThat(text()).contains("rejected  mail    550  5.7.1     550 ?[2J?]0;owned????evil 漢字漢字");
        assertNoWiderThan(80);
    }

    @Test
    void aRunWithoutMessagesHasAReport() {
        new SampleRun(SampleRun.info(0, 1, 0), piped(80)).ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThat(text())
                .contains("0 accepted/s over 1.00 s, no transaction timed, nothing was due\n")
                .contains("books: 0 due = 0 accepted + 0 rejected")
                .doesNotContain("p50");
    }

    @Test
    void theAddressesOfAServerAreCountedWhereItHasSeveral() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), piped(80));
        for (int i = 0; i < 120; i++) {
            run.recorder.connectionAttempted("127.0.0.1");
            run.recorder.connectionAttempted("::1");
        }
        for (int i = 0; i < 3; i++) {
            run.recorder.sessionLost(SampleRun.REFUSED, "::1");
        }
        run.second(Stage.MEASURE);
        RunResult result = run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThat(text()).contains("addresses: 127.0.0.1 120, ::1 120 (3 failed)\n");
        JsonNode addresses = RunDocument.of(result).at("/sessions/addresses");
        assertThat(addresses)
                .hasToString("[{\"address\":\"127.0.0.1\",\"attempted\":120,\"failed\":0},"
                        + "{\"address\":\"::1\",\"attempted\":120,\"failed\":3}]");
    }

    @Test
    void aRunThatOnlyFailedHasAReport() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), piped(80));
        run.refuse(Stage.MEASURE, 1_200, SampleRun.REFUSED);
        run.recorder.sessionLost(SampleRun.REFUSED, "127.0.0.1");
        run.second(Stage.MEASURE);
        run.ended(RunResult.Ending.SERVER_GONE, 1, SampleVerdict.VALID);
        assertThat(text())
                .contains("The server went away and did not come back.\n")
                .contains("0 accepted/s over 1.00 s, no transaction timed, 1,200 failed\n")
                .contains("1,200  failed   connect  refused  Connection refused: localhost/127.0.0.1:25\n");
    }

    @Test
    void anInterruptedRunSaysSo() {
        SampleRun run = new SampleRun(SampleRun.info(0, 10, 0), piped(80));
        run.deliver(Stage.MEASURE, 5);
        run.second(Stage.MEASURE);
        run.ended(RunResult.Ending.INTERRUPTED, 1, SampleVerdict.VALID);
        assertThat(text())
                .contains("Interrupted")
                .contains("5.00 accepted/s over 1.00 s")
                .contains("no failures");
    }

    @Test
    void anInvalidRunSaysSoTwiceAndWhy() {
        new SampleRun(SampleRun.info(0, 1, 0), piped(200)).ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.INVALID);
        assertThat(text())
                .contains("(INVALID, see below)")
                .contains("generator: INVALID: event loops ran late: p99 250.0 ms")
                .contains("note: an event loop was busy 97 %");
    }

    @Test
    void booksThatDoNotBalanceStandOut() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), piped(200));
        run.recorder.arrived(Stage.MEASURE);
        run.second(Stage.MEASURE);
        run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThat(text()).contains("(OUT BY 1, an internal error)").doesNotContain("(balanced)");
    }

    @Test
    void troubleInTheWarmupIsShown() {
        SampleRun run = new SampleRun(SampleRun.info(1, 2, 0), piped(100));
        run.refuse(Stage.WARMUP, 7, SampleRun.REFUSED);
        run.second(Stage.WARMUP);
        run.ended(RunResult.Ending.SERVER_GONE, 0, SampleVerdict.VALID);
        assertThat(text()).contains("in the warm-up:\n").contains("    7  failed   connect  refused");
    }

    @Test
    void coloursAreStylesOnly() {
        RunResult result = SampleRun.ordinary(new TerminalReport(out, false, () -> new Window(100, 24), true));
        StringBuilder plain = new StringBuilder();
        FinalView.linesBelowPlan(result, 100).forEach(line -> plain.append(line).append('\n'));
        assertThat(text()).contains("\u001b[");
        assertThat(text().replaceAll("\u001b\\[[0-9;]*m", "")).doesNotContain("\u001b");
        assertThat(text().replaceAll(ESCAPES, "")).endsWith(plain);
    }

    @Test
    void aScreenThatIsGoneIsToldToWhoeverRunsIt() {
        PrintStream gone = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        TerminalReport report = new TerminalReport(gone, false, () -> new Window(80, 24), false);
        assertThatThrownBy(() -> report.started(SampleRun.info(0, 1, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("screen");
    }
}
