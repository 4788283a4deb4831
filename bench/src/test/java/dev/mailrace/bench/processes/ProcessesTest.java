package dev.mailrace.bench.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What programs print, as numbers. */
class ProcessesTest {
    @Test
    void theChildrensTimesAreTheSecondOfBashsTwo() throws IOException {
        Command.Ended ended = Command.ended(0, "done\n0m0.001s 0m0.002s\n1m0.732s 0m2.083s\n", 3);
        assertThat(ended.cpuSeconds()).isEqualTo(62.815);
        assertThat(ended.printed()).isEqualTo("done\n");
    }

    @Test
    void outputWithoutTimesIsRefused() {
        assertThatThrownBy(() -> Command.ended(1, "bash: no such thing\n", 0)).hasMessageContaining("no such thing");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramThatDoesNotEndIsEndedAndItsTimeCounted() throws Exception {
        Command.Ended ended = Command.run(1, List.of("bash", "-c", "echo begun; while :; do :; done"));
        assertThat(ended.code()).isEqualTo(Command.TIME_IS_UP);
        assertThat(ended.printed()).isEqualTo("begun\n");
        assertThat(ended.cpuSeconds()).isPositive();
    }

    @Test
    void theSinksLastWordsHoldItsCount() throws IOException {
        String words = "sink: 1,025,000 messages accepted for 2,050,000 recipients, 29 bytes; 5,100 sessions";
        assertThat(MailraceSink.accepted(new BufferedReader(new StringReader(words))))
                .isEqualTo(1_025_000);
    }

    @Test
    void aSinkThatDiesWithoutItsCountIsAFailure() {
        assertThatThrownBy(() -> MailraceSink.accepted(new BufferedReader(new StringReader("Killed"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aRunsCpuCountsForTheMeasuredStageOnly() throws IOException {
        MailraceRun run = MailraceRun.parse("""
                WARNING: of the JVM
                {
                  "measured_seconds": 4,
                  "totals": {"accepted": 1000, "accepted_per_second": 250, "unconfirmed": 1, "cut_off": 2, "connections_max": 10},
                  "warmup_totals": {"accepted": 500, "unconfirmed": 0, "cut_off": 4, "connections_max": 9},
                  "self": {"verdict": "valid", "cpu_seconds": 0.02}
                }
                """);
        assertThat(run.microsPerMessage()).isEqualTo(20);
        assertThat(run.acceptedInAll()).isEqualTo(1_500);
        assertThat(run.inDoubt()).isEqualTo(7);
        assertThat(run.connectionsMax()).isEqualTo(10);
    }

    @Test
    void aMedianIsTheMiddleOrBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(1, 2, 3));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(1, 2.5, 4));
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("none");
    }
}
