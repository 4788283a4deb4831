package dev.mailrace.bench.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Machine;
import dev.mailrace.bench.processes.ScriptOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What came of trials, as a table. */
final class TrialTable {
    private final ScriptOptions script;
    private final int delayMillis;
    private final int repeat;
    private final long seed;
    private final List<String> losses = new ArrayList<>();
    private final List<String> starts = new ArrayList<>();

    TrialTable(ScriptOptions script, int delayMillis, int repeat, long seed) {
        this.script = script;
        this.delayMillis = delayMillis;
        this.repeat = repeat;
        this.seed = seed;
    }

    void add(Loss loss, List<Trial.Came> came, List<Verdict> verdicts) {
        long good = verdicts.stream()
                .filter(verdict -> verdict.findings().isEmpty())
                .count();
        double last = verdicts.stream().mapToDouble(Verdict::lastSeconds).max().orElse(0);
        losses.add(String.format(
                Locale.ROOT,
                "| %s | %d of %d | %s | %s | %s | %s |",
                loss.title(),
                good,
                repeat,
                loss.isSurvived() ? "" : String.format(Locale.ROOT, "%.1f s", last),
                exits(came, true),
                exits(came, false),
                arrived(came)));
        if (loss.kind() == Loss.Kind.NONE) {
            came.forEach(this::addStart);
        }
    }

    private static String exits(List<Trial.Came> came, boolean ofRun) {
        TreeSet<Integer> codes = new TreeSet<>();
        for (Trial.Came each : came) {
            codes.addAll(
                    ofRun
                            ? each.exits().subList(0, 1)
                            : each.exits().subList(1, each.exits().size()));
        }
        return codes.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** What arrived, beside what the agents' own logs have. */
    private static String arrived(List<Trial.Came> came) {
        long arrived = came.stream()
                .mapToLong(each -> each.arrivals().count(number -> true))
                .sum();
        long logged = 0;
        for (Trial.Came each : came) {
            logged += each.kept().stream().skip(1).mapToLong(Kept::logged).sum();
        }
        return String.format(Locale.ROOT, "%,d; %,d", arrived, logged);
    }

    private void addStart(Trial.Came came) {
        for (Kept agent : came.kept().subList(1, came.kept().size())) {
            List<Double> late = came.arrivals().lateMillis(number -> number % Setting.AGENTS == agent.number() - 1);
            starts.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.3f | %.3f | %.3f | %.1f ms |",
                    came.asked().loss().title(),
                    came.asked().number(),
                    agent.number(),
                    at(late, 0),
                    at(late, 0.5),
                    at(late, 0.9),
                    came.kept().get(0).uncertainMicros() / 1e3));
        }
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (share * (sorted.size() - 1)));
    }

    String text() throws IOException {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # A run of three agents that loses one, or itself

                %s; commit %s. Run and agents in a network namespace each, %d ms one way between them, TLS with certificates; a receiver
                that all reach without delay; %d/s for %d s; seed %d. Every second trial with `--on-agent-loss continue`.
                """,
                Machine.of(script.environment).line(new Cores(false)),
                script.commit,
                delayMillis,
                Trial.RATE,
                Trial.SECONDS,
                seed));
        if (!losses.isEmpty()) {
            text.append("""

                    | case | as said | last message after the loss, at most | run's exit | agents' exits | arrived; in the agents' own logs |
                    |---|--:|--:|--:|--:|--:|
                    """);
            losses.forEach(line -> text.append(line).append('\n'));
        }
        if (!starts.isEmpty()) {
            text.append("""

                    Arrival at the receiver after the intended start by the run's clock, in ms. It includes the SMTP dialogue; the
                    machine has one clock, so that what differs between agents is the error of the common start.

                    | case | trial | agent | least | median | p90 | uncertainty that the run states |
                    |---|--:|--:|--:|--:|--:|--:|
                    """);
            starts.forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    void write() throws IOException {
        Files.writeString(script.folder.resolve("table.md"), text());
    }

    static String json(Trial.Came came, Verdict verdict) throws JsonProcessingException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("case", came.asked().loss().title());
        line.put("trial", came.asked().number());
        line.put("on_agent_loss", came.asked().goesOn() ? "continue" : "end");
        line.put("victim", came.victim());
        line.put("after_first_message_s", Math.round(came.moment() * 1e3) / 1e3);
        line.put("last_message_after_loss_s", Math.round(verdict.lastSeconds() * 1e3) / 1e3);
        line.put("exits", came.exits());
        line.put("arrived", came.arrivals().count(number -> true));
        line.put("kept", came.kept());
        line.put("findings", verdict.findings());
        return new ObjectMapper().writeValueAsString(line);
    }
}
