package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.scenario.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorSpecTest {
    private static MonitorSpec spec(String text) {
        return MonitorSpec.of(text, Units::duration);
    }

    @Test
    void settingsStandBehindTheSource() {
        MonitorSpec spec = spec("queue=exec:sh -c 'echo 1,every=9',every=10s,limit=2s");
        assertThat(spec.name()).isEqualTo("queue");
        assertThat(spec.everySeconds()).isEqualTo(10);
        assertThat(spec.limit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(spec.series()).containsExactly(new RunInfo.Monitor("queue", "exec:sh -c 'echo 1,every=9'", ""));
        assertThat(spec.runsCommand()).isTrue();
        assertThat(spec("q=proc").limit()).isEqualTo(Duration.ofSeconds(1));
        assertThat(spec("q=proc,every=1m").limit()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatHasSeveralValuesNamesEach(@TempDir Path queue) throws Exception {
        Files.createDirectory(queue.resolve("active"));
        assertThat(names("q=postfix-queue:" + queue)).containsExactly("q", "q.incoming", "q.active", "q.deferred");
        assertThat(names("p=process:" + ProcessHandle.current().pid()))
                .containsExactly("p.cpu", "p.memory", "p.threads");
        assertThat(names("m=proc")).containsExactly("m.cpu", "m.memory", "m.load");
    }

    private static List<String> names(String text) {
        return spec(text).series().stream().map(RunInfo.Monitor::name).toList();
    }

    @Test
    void secretsAreNotShown() {
        assertThat(spec("q=http://127.0.0.1:9/m?token=abc#x").series().get(0).source())
                .isEqualTo("http://127.0.0.1:9/m?***#x");
        assertThat(spec("q=exec:env password=abc true").series().get(0).source())
                .doesNotContain("abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "queue | NAME=SOURCE",
                "Queue=proc | a small letter",
                "=proc | a small letter",
                "q=carrier:pigeon | exec:COMMAND",
                "q= | exec:COMMAND",
                "q=exec: | a command",
                "q=exec:echo 'x | a quote without an end",
                "q=exec:no-such-program-here | no program no-such-program-here",
                "q=http://127.0.0.1:9/m | without a series",
                "q=http://127.0.0.1:9/m#{ | a series such as",
                "q=http://user:pass@127.0.0.1/m#x | without a user and password",
                "q=http:///m#x | a page such as",
                "q=file: | file:PATH",
                "q=process:x | process:PID",
                "q=process:999999999 | there is no such process",
                "q=postfix-queue:/nowhere | postconf -h queue_directory",
                "q=exim-queue:/nowhere | input of Exim",
                "q=proc:1 | proc, on a machine",
                "q=proc,every=500ms | whole seconds",
                "q=proc,every=0s | whole seconds",
                "q=proc,every=2h | whole seconds",
                "q=proc,every=soon | a duration such as",
                "q=proc,limit=2s | at most every="
            })
    void whatIsWrongIsSaidBeforeTheLoad(String text, String expected) {
        assertThatThrownBy(() -> spec(text))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("monitor: ")
                .hasMessageContaining(expected)
                .hasMessageNotContaining("pass@");
    }

    @Test
    void eventsHaveATimeAndAText() {
        assertThat(EventSpec.of("1.5s=fail = over", Units::duration))
                .satisfies(event -> assertThat(event.text()).isEqualTo("fail = over"))
                .satisfies(event -> assertThat(event.startNanos()).isEqualTo(1_500_000_000L));
        for (String wrong : new String[] {"deployed", "5s=", "5=x", "5s=a\u001bb", "5s=" + "x".repeat(201)}) {
            assertThatThrownBy(() -> EventSpec.of(wrong, Units::duration))
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("event: ");
        }
    }
}
