package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.words.Human;
import java.util.List;

/** What the generator found out about itself, and each agent where several made the run; nothing of a run that was killed. */
final class GeneratorTables {
    private GeneratorTables() {}

    static void write(Html html, String prefix, JsonNode run) {
        JsonNode self = run.path("self");
        if (self.path("cpu_share").isNumber()) {
            Tables table = Tables.open(html, prefix + "generator", "Health of the generator", List.of("what", "value"));
            RunTables.row(table, "lateness, up to", Human.micros(self.path("lateness_us")), self.path("lateness_us"));
            RunTables.row(
                    table, "loop lag p99", Human.micros(self.path("loop_lag_p99_us")), self.path("loop_lag_p99_us"));
            if (isOpenLoop(run)) {
                RunTables.row(table, "slip p99", Human.micros(self.path("slip_p99_us")), self.path("slip_p99_us"));
            }
            RunTables.row(table, "share of the machine's CPU", share(self.path("cpu_share")), self.path("cpu_share"));
            RunTables.row(table, "CPU seconds", rate(self.path("cpu_seconds")), self.path("cpu_seconds"));
            RunTables.row(
                    table, "busiest loop", share(self.path("busiest_loop_share")), self.path("busiest_loop_share"));
            RunTables.row(
                    table,
                    "starvation: a loop waited for a CPU",
                    share(self.path("loop_wait_share")),
                    self.path("loop_wait_share"));
            RunTables.row(
                    table,
                    "longest GC pause",
                    Human.micros(self.path("gc_pause_max_us")),
                    self.path("gc_pause_max_us"));
            JsonNode little = self.path("little");
            RunTables.row(table, "sessions in use", rate(little.path("in_use_mean")), little.path("in_use_mean"));
            RunTables.row(
                    table,
                    "throughput times time (Little's law)",
                    rate(little.path("throughput_times_time")),
                    little.path("throughput_times_time"));
            table.close();
        }
        agents(html, prefix, run);
        self.path("notes").forEach(note -> html.element("p", "Note: " + note.asText(), "class", "plan"));
    }

    /** Those that made the run together; nothing where one process did. */
    private static void agents(Html html, String prefix, JsonNode run) {
        JsonNode agents = run.path("self").path("agents");
        if (agents.isEmpty()) {
            return;
        }
        double seconds = Math.max(1e-9, run.path("measured_seconds").asDouble());
        Tables table = Tables.cards(
                html,
                prefix + "agents",
                "Agents",
                List.of("agent", "health", "due/s", "accepted/s", "late by", "loop lag p99", "slip p99", "CPU"));
        for (JsonNode agent : agents) {
            boolean valid = agent.path("verdict").asText().equals("valid");
            table.row(agent.path("name").asText())
                    .mark(valid ? "valid" : "INVALID", valid)
                    .number(
                            Human.rate(agent.path("due").asDouble() / seconds),
                            agent.path("due").asText())
                    .number(
                            Human.rate(agent.path("accepted").asDouble() / seconds),
                            agent.path("accepted").asText())
                    .micros(agent.path("lateness_us"))
                    .micros(agent.path("loop_lag_p99_us"))
                    .micros(agent.path("slip_p99_us"))
                    .number(
                            share(agent.path("cpu_share")),
                            agent.path("cpu_share").asText())
                    .endRow();
        }
        table.close();
    }

    /** In a closed loop nothing is due at a time of its own. */
    private static boolean isOpenLoop(JsonNode run) {
        return run.path("rate_per_second").isNumber();
    }

    private static String share(JsonNode share) {
        return Human.share(share.asDouble());
    }

    private static String rate(JsonNode value) {
        return Human.rate(value.asDouble());
    }
}
