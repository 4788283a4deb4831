package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CommandSourceTest {
    private static CommandSource shell(String script) {
        return new CommandSource(List.of("sh", "-c", script));
    }

    @Test
    void itIsTheFirstNumberOfTheOutput() throws Exception {
        assertThat(shell("echo 1 >&2; echo queue: 12 of 40").read()).containsOnly(Map.entry("", 12.0));
    }

    @Test
    void moreThanAPipeHoldsIsReadToItsEnd() throws Exception {
        assertThat(shell("echo 5; head -c 300000 /dev/zero").read()).containsEntry("", 5.0);
    }

    @Test
    void aCountOfNothingMayEndWith1() throws Exception {
        assertThat(shell("echo 0; exit 1").read()).containsEntry("", 0.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"exit 0 | no number in its output", "exit 1 | it ended with 1", "echo 3; exit 2 | it ended with 2"
            })
    void aFailureSaysWhy(String script, String reason) {
        assertThatThrownBy(shell(script)::read)
                .isInstanceOf(MonitorFailure.class)
                .hasMessage(reason);
    }

    @Test
    void aProgramThatIsGoneIsAFailureOfTheSystem() {
        assertThatThrownBy(new CommandSource(List.of("/nowhere/program"))::read)
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(MonitorFailure.reason((Exception) e)).contains("no such file"));
    }

    /** The shell ends at once, and its child keeps the pipe open: it belongs to nobody. */
    @Test
    void anOrphanThatHoldsThePipeEndsWithTheAbort(@TempDir Path folder) throws Exception {
        Path pid = folder.resolve("pid");
        CommandSource source = shell("sleep 600 & echo $! > " + pid + "; echo 1");
        CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> {
            try {
                return source.read();
            } catch (IOException | InterruptedException e) {
                return e;
            }
        });
        ProcessHandle child = child(pid);
        source.abort();
        child.onExit().get(30, TimeUnit.SECONDS);
        read.get(30, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void whatACommandLeftBehindEndsWithTheRun(@TempDir Path folder) throws Exception {
        Path pid = folder.resolve("pid");
        CommandSource source = shell("sleep 600 >/dev/null 2>&1 & echo $! > " + pid + "; echo 1");
        assertThat(source.read()).containsEntry("", 1.0);
        ProcessHandle child = child(pid);
        assertThat(child.isAlive()).isTrue();
        source.close();
        child.onExit().get(30, TimeUnit.SECONDS);
        assertThatThrownBy(source::read).hasMessage("the run is over");
    }

    /** Without an environment until its parent has ended: so is a process that another program is just replacing. */
    @Test
    void aChildThatStartsAProgramDuringTheAbortEndsAsWell(@TempDir Path folder) throws Exception {
        Path pid = folder.resolve("pid");
        String later = "while kill -0 $0; do :; done; sleep 0.1; MAILRACE_MONITOR=$1 exec sleep 600";
        CommandSource source = shell("(env -i sh -c '" + later + "' $$ $MAILRACE_MONITOR & echo $! > " + pid
                + ") >/dev/null; while :; do sleep 1; done");
        CompletableFuture<Void> read = CompletableFuture.runAsync(
                () -> assertThatThrownBy(source::read).isInstanceOf(IOException.class));
        ProcessHandle child = child(pid);
        source.abort();
        child.onExit().get(30, TimeUnit.SECONDS);
        read.get(30, TimeUnit.SECONDS);
    }

    private static ProcessHandle child(Path pid) throws Exception {
        String number = "";
        for (long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                number.isEmpty() && System.nanoTime() < until; ) {
            number = Files.exists(pid) ? Files.readString(pid).strip() : "";
            Thread.onSpinWait();
        }
        return ProcessHandle.of(Long.parseLong(number)).orElseThrow();
    }
}
