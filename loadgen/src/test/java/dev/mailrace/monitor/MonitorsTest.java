package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.ServerSide;
import dev.mailrace.scenario.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MonitorsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> warnings = new ArrayList<>();

    private static MonitorPlan plan(List<String> monitors) {
        return new MonitorPlan(
                monitors.stream()
                        .map(text -> MonitorSpec.of(text, Units::duration))
                        .toList(),
                List.of(),
                null);
    }

    private Monitors begun(MonitorPlan plan) {
        Monitors monitors = Monitors.of(plan, warnings::add);
        monitors.begin();
        return monitors;
    }

    /** What is seen, interval after interval, once it is as wanted. */
    private static ServerSide awaited(Monitors monitors, Predicate<ServerSide> wanted) {
        for (long number = 0; ; number++) {
            ServerSide seen = monitors.seen(number, number + 1);
            if (wanted.test(seen)) {
                return seen;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void theFirstValuesAreThoseOfTheStart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("queue");
        Files.writeString(file, "17 messages\n");
        try (Monitors monitors = begun(plan(List.of("q=file:" + file, "m=proc")))) {
            assertThat(awaited(monitors, seen -> seen.values().containsKey("q")).values())
                    .containsEntry("q", 17.0);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void aSourceThatFailsIsAGapAndIsNamedOnceAndAtTheEnd(@TempDir Path folder) {
        Path file = folder.resolve("missing");
        try (Monitors monitors = begun(plan(List.of("q=file:" + file)))) {
            ServerSide gap = awaited(monitors, seen -> seen.values().containsKey("q"));
            assertThat(gap.values().get("q")).isNaN();
            monitors.seen(0, 1);
            assertThat(warnings).containsExactly("monitor q: " + file + ": no such file");
        }
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1))
                .matches("monitor q: 1 of 1 values is missing, the last for this: .*missing: no such file");
    }

    @Test
    void aCommandThatHangsIsEndedWithItsChildrenAfterItsTime(@TempDir Path folder) throws Exception {
        Path pids = folder.resolve("pids");
        String script = "sleep 600 & echo $! >> " + pids + "; wait";
        try (Monitors monitors = begun(plan(List.of("q=exec:sh -c '" + script + "',limit=200ms")))) {
            assertThat(awaited(monitors, seen -> seen.values().containsKey("q"))
                            .values()
                            .get("q"))
                    .isNaN();
        }
        assertThat(warnings.get(0)).isEqualTo("monitor q: it took longer than 0.2 s");
        for (String pid : Files.readAllLines(pids)) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(child -> assertThat(child.onExit()).succeedsWithin(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void theEndOfTheRunEndsACommand(@TempDir Path folder) throws Exception {
        Path pids = folder.resolve("pids");
        Monitors monitors =
                begun(plan(List.of("q=exec:sh -c 'echo $$ > " + pids + "; exec sleep 600',every=1m,limit=1m")));
        while (!Files.exists(pids) || Files.size(pids) == 0) {
            Thread.onSpinWait();
        }
        ProcessHandle command =
                ProcessHandle.of(Long.parseLong(Files.readString(pids).strip())).orElseThrow();
        monitors.close();
        assertThat(command.onExit()).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void eventsFallIntoTheirIntervals() {
        MonitorPlan plan = new MonitorPlan(
                List.of(),
                List.of(
                        EventSpec.of("0s=start", Units::duration),
                        EventSpec.of("1500ms=deployed", Units::duration),
                        EventSpec.of("1h=late", Units::duration)),
                null);
        try (Monitors monitors = begun(plan)) {
            assertThat(monitors.seen(0, SECOND).events())
                    .extracting(RunEvent::text)
                    .containsExactly("start");
            assertThat(monitors.seen(SECOND, 2 * SECOND).events())
                    .containsExactly(RunEvent.at(1_500_000_000L, "deployed", RunEvent.FoundBy.OPTION));
            assertThat(monitors.seen(2 * SECOND, 3 * SECOND).events()).isEmpty();
        }
        assertThat(warnings).containsExactly("event 'late': the run ended before");
    }

    @Test
    void linesOfAFileAreEvents(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events");
        Files.writeString(file, "old\n");
        try (Monitors monitors = begun(new MonitorPlan(List.of(), List.of(), file))) {
            Files.writeString(file, "failover\n", StandardOpenOption.APPEND);
            RunEvent event =
                    awaited(monitors, seen -> !seen.events().isEmpty()).events().get(0);
            assertThat(event.text()).isEqualTo("failover");
            assertThat(event.foundBy()).isEqualTo(RunEvent.FoundBy.FILE);
        }
    }

    @Test
    void oneNameTwiceIsRefused() {
        assertThatThrownBy(() -> plan(List.of("q=proc", "q=proc")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'q' twice");
    }
}
