package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.runfile.Golden;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see on a real terminal, and what others get on a pipe. */
@Timeout(300)
@EnabledOnOs({OS.LINUX, OS.MAC})
@Tag("jdk")
class LiveTerminalTest {
    /** So long that there are several frames of the measured stage. */
    private static final String[] RUN = run("4s");

    private static String[] run(String duration) {
        return ("run -c 5 -l 2222 -R 100/s --warmup 500ms --drain 1s --no-results -d " + duration + " --slo errors<1%")
                .split(" ");
    }

    /** Phases that go from the table a while after the last session has begun. */
    private static final String CONNECTING = "\n(connect|banner|ehlo|auth|auth_client) ";

    private final Path folder = Path.of("target");

    /** Numbers differ from run to run, and with them units, bars and the light: what stands where does not. */
    private static String shape(String text) {
        return text.replaceAll("[█░▁▂▃▄▅▆▇]+( +[▁▂▃▄▅▆▇█]+)*", "█") // A second without any value is a gap.
                .replace("≥ ", "") // An answer that is still out.
                .replaceAll("● (good|late|overloaded).*", "● light")
                .replaceAll(", backlog [0-9,]+", "") // On a machine that is busy elsewhere there is one now and then.
                .replaceAll("[0-9][0-9,.]*( (µs|ms|s)\\b)?", "9")
                .replaceAll("  +", "  ");
    }

    private static boolean isMeasuring(String seen) {
        return seen.contains("measure  ") && seen.contains("kept  ") && seen.contains("     p50  ");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "40, 10"})
    void aRunIsDrawnInPlaceAndLeavesItsReport(int columns, int rows) throws Exception {
        try (OnTerminal terminal = OnTerminal.start(folder, columns, rows, RUN)) {
            String seen = terminal.await(LiveTerminalTest::isMeasuring);
            Golden.assertSame(
                    "terminal-run-" + columns + "x" + rows + ".txt",
                    shape(
                            rows > 10
                                    ? seen.replaceAll(CONNECTING + ".*", "")
                                    : seen.replaceAll(CONNECTING + "|\n(mail|rcpt|data|content) ", "\nslowest ")));
            assertReportOnce(terminal.awaitKept());
        }
    }

    private static void assertReportOnce(String kept) {
        assertThat(kept).matches("(?s)\\$ mailrace\n(PASSED|INVALID|NOT DECIDED): .*?\nmailrace .*");
        assertThat(kept.split("accepted/s over", -1)).as(kept).hasSize(2);
        assertThat(kept.split("\nbooks: ", -1)).as(kept).hasSize(2);
        assertThat(kept).contains("\ngenerator: ").contains("throughput").doesNotContain("measure  ", "█", "●");
    }

    @Test
    void aResizeLeavesNoRubbish() throws Exception {
        try (OnTerminal terminal = OnTerminal.start(folder, 100, 30, run("6s"))) {
            terminal.await(LiveTerminalTest::isMeasuring);
            terminal.resize(40, 10);
            String low = terminal.await(seen -> seen.startsWith("embedded sink, 5 sessions, open loop a…\n"));
            assertThat(low.split("accepted  ", -1)).as(low).hasSize(2);
            assertThat(low.lines().count()).isLessThanOrEqualTo(10);
            terminal.resize(90, 20);
            String wide = terminal.await(seen -> seen.contains("(response)"));
            assertThat(wide.split("accepted  ", -1)).as(wide).hasSize(2);
            assertReportOnce(terminal.awaitKept());
        }
    }

    private static String[] words(String typed, SinkServer sink) {
        return typed.replace("PORT", Integer.toString(sink.address().getPort())).split(" ");
    }

    /** One worker of 20 ms answers five sessions in 100 ms. */
    @Test
    void theStepsOfASearchStayAndTheOneThatGoesOnIsDrawn() throws Exception {
        SinkSettings slow = SinkSettings.defaults()
                .withService(new SinkService(1, Duration.ofMillis(20), Duration.ZERO, SinkService.Spread.FIXED));
        String typed =
                "capacity 127.0.0.1:PORT --no-results --by connections --first 2 -d 1s --warmup 200ms --precision 90% "
                        + "--slo p50(transaction)<100ms";
        try (SinkServer sink = SinkServer.start(slow);
                OnTerminal terminal = OnTerminal.start(folder, 80, 24, words(typed, sink))) {
            String second = terminal.await(seen -> seen.contains("\nstep  2: ") && seen.contains("\nmeasure  "));
            if (second.contains("… held") || !Typed.isBusy()) { // A busy machine has the first step made again.
                Golden.assertSame("terminal-capacity-80x24.txt", shape(second));
            }
            String kept = terminal.awaitKept();
            assertThat(kept).startsWith("$ mailrace\ncapacity: ").doesNotContain("measure  ", "●");
            assertThat(kept.split("step  1: ", -1)).as(kept).hasSize(2);
            assertThat(kept.split("step  2: ", -1)).as(kept).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "40; 10; auth -c 2 -d 1s --warmup 0s --mechanisms PLAIN,CRAM-MD5 --no-results; auth: CRAM-MD5",
                "80; 24; calibrate -c 4 -d 1s --warmup 200ms; calibrate: half speed",
                "80; 24; ab 127.0.0.1:PORT 127.0.0.1:PORT -c 2 -d 1s --pairs 2 --pairs-max 2 --no-control --no-results; ab: pair 2 of 2"
            })
    void otherSeriesAreDrawnToo(int columns, int rows, String typed, String last) throws Exception {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults());
                OnTerminal terminal = OnTerminal.start(folder, columns, rows, words(typed, sink))) {
            String seen = terminal.await(drawn -> drawn.contains("\nmeasure  ") && drawn.contains("s left"));
            assertThat(seen).contains("\nseries  ", "\ngenerator    ● ");
            String kept = terminal.awaitKept();
            assertThat(kept)
                    .containsAnyOf("\n" + last, " is invalid, twice: ") // As it may be on a busy machine.
                    .doesNotContain("measure  ", "●");
        }
    }

    @Test
    void whatIsAskedToBeQuietShowsItsAnswerOnly() throws Exception {
        try (OnTerminal terminal = OnTerminal.start(
                folder,
                80,
                24,
                "auth",
                "-q",
                "--no-results",
                "-c",
                "2",
                "-d",
                "200ms",
                "--warmup",
                "0s",
                "--mechanisms",
                "PLAIN")) {
            assertThat(terminal.awaitKept())
                    .containsPattern("^\\$ mailrace\n(A login by PLAIN takes |INVALID: )")
                    .doesNotContain("auth: ");
        }
        try (OnTerminal terminal =
                OnTerminal.start(folder, 80, 24, "run", "-q", "-n", "10", "-c", "1", "--no-results")) {
            assertThat(terminal.awaitKept()).isEqualTo("$ mailrace\n");
        }
    }

    /** A pager in such a locale has nothing else. */
    @Test
    void inALocaleWithoutUtf8EveryoneGetsAscii() throws Exception {
        List<String> inC = List.of("env", "-u", Spawned.CALLERS_CHARSET, "LC_ALL=C", "TERM=dumb");
        try (Spawned run = Spawned.startBehind(inC, List.of(), folder, "run", "-n", "10", "-c", "1", "--no-results");
                Spawned help = Spawned.startBehind(inC, List.of(), folder, "help", "run");
                OnTerminal dumb = OnTerminal.startWith(
                        Map.of("TERM", "dumb"), folder, 70, 24, "run", "-n", "10", "-c", "1", "--no-results")) {
            run.awaitExit();
            help.awaitExit();
            assertThat(run.output()).contains(" us ", "\nbooks: ").matches("\\p{ASCII}*");
            assertThat(help.output()).contains("TIME:RATE,...").matches("\\p{ASCII}*");
            String kept = dumb.awaitKept();
            assertThat(kept).contains(" us ", "\nbooks: ").matches("\\p{ASCII}*");
            assertThat(kept.lines()).as("the width of the terminal").allMatch(line -> line.length() <= 70);
        }
    }

    @Test
    void aPipeGetsNoEscapes() throws IOException, InterruptedException {
        try (Spawned run = Spawned.start(folder, run("6s"));
                Spawned search = Spawned.start(
                        folder,
                        "auth",
                        "--no-results",
                        "-c",
                        "2",
                        "-d",
                        "200ms",
                        "--warmup",
                        "0s",
                        "--mechanisms",
                        "PLAIN")) {
            run.awaitExit();
            search.awaitExit();
            assertThat(run.output()).contains("\nmeasure 5 s: ", "\nbooks: ").doesNotContain("\u001b", "\r", "●");
            assertThat(search.output()).contains("auth: PLAIN … ").doesNotContain("\u001b", "\r", "●");
        }
    }
}
