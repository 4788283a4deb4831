package dev.mailrace.runfile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.AgentHealth;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.session.TlsSession;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a run, made again of its document; what the document does not say is zero. */
final class RunRestorer {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};
    private static final String KILLED = "the run was killed before its end: the health of its generator is unknown";

    /** Beyond it, and beyond times as long as these, sums of times are none that Java knows. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final long NANOS_MAX = Long.MAX_VALUE / 4;

    private final String file;
    private final ObjectNode run;

    /** @param file where the document stands, for messages */
    RunRestorer(String file, ObjectNode run) {
        this.file = file;
        this.run = run;
    }

    /** Whether the run was killed, so that no result was written. */
    boolean wasKilled() {
        return run.path("ending").asText("").equals(RunDocument.RUNNING);
    }

    RunInfo info() {
        JsonNode scenario = run.path("scenario");
        long warmupNanos = nanos(scenario.path("warmup_seconds"));
        List<RunInfo.Kind> kinds = new ArrayList<>();
        for (JsonNode kind : TallyDocument.kinds(file, run)) {
            kinds.add(new RunInfo.Kind(
                    JsonFile.text(kind, "name"),
                    kind.path("weight").asDouble(),
                    kind.path("share").asDouble()));
        }
        List<String> slos = new ArrayList<>();
        run.path("verdicts").forEach(verdict -> slos.add(JsonFile.text(verdict, "slo")));
        run.path("slos").forEach(slo -> slos.add(JsonFile.printable(slo.asText(""))));
        return new RunInfo(
                JsonFile.text(run, "run_id"),
                JsonFile.text(run, "command"),
                JsonFile.text(run, "mailrace"),
                run.path("seed").asLong(),
                start(),
                JsonFile.text(run, "plan"),
                scenario.path("connections").asInt(),
                ratePerSecond(),
                warmupNanos,
                scenario.path("measured_seconds").isNumber()
                        ? warmupNanos + nanos(scenario.get("measured_seconds"))
                        : Long.MAX_VALUE,
                scenario.path("messages_max").asLong(),
                map(scenario),
                map(run.path("environment")),
                kinds,
                slos,
                SideDocument.monitors(run),
                about());
    }

    private RunInfo.About about() {
        Map<String, String> notes = new LinkedHashMap<>();
        run.path(RunDocument.NOTES)
                .properties()
                .forEach(note -> notes.put(
                        JsonFile.printable(note.getKey()),
                        JsonFile.printable(note.getValue().asText(""))));
        return new RunInfo.About(JsonFile.text(run, RunDocument.TITLE), notes);
    }

    /** Earlier versions did not write it: what was due a second comes close. */
    private double ratePerSecond() {
        if (run.has("rate_per_second")) {
            return run.path("rate_per_second").asDouble();
        }
        double seconds = measuredSeconds();
        return seconds > 0 ? run.path("totals").path("arrivals").asDouble() / seconds : 0;
    }

    private Instant start() {
        return instant("started", Instant.EPOCH);
    }

    /** When it ended; earlier versions did not write it, nor does one that was killed: then {@code logged}. */
    Instant end(Instant logged) {
        return instant("ended", logged);
    }

    private Instant instant(String name, Instant otherwise) {
        try {
            Instant told = Instant.parse(run.path(name).asText());
            return told.isBefore(Instant.EPOCH) || told.isAfter(LATEST) ? otherwise : told;
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }

    static long nanos(JsonNode seconds) {
        return Math.max(0, Math.min(Math.round(seconds.asDouble() * 1e9), NANOS_MAX));
    }

    private static Map<String, Object> map(JsonNode object) {
        return object.isObject() ? MAPPER.convertValue(object, MAP) : Map.of();
    }

    RunResult.Ending ending() {
        return wasKilled()
                ? RunResult.Ending.KILLED
                : JsonFile.constant(file, run, "ending", RunResult.Ending.values());
    }

    int sessionsPerLoop() {
        JsonNode scenario = run.path("scenario");
        return scenario.path("connections").asInt()
                / Math.max(1, scenario.path("threads").asInt());
    }

    double measuredSeconds() {
        return run.path("measured_seconds").asDouble();
    }

    /** Whether acceptances within the stage were counted apart. */
    boolean countsWithinStage() {
        return run.path("totals").has("accepted_in_stage");
    }

    List<Shortfall> shortfalls() {
        List<Shortfall> shortfalls = new ArrayList<>();
        for (JsonNode shortfall : run.path("shortfalls")) {
            shortfalls.add(new Shortfall(
                    JsonFile.text(shortfall, "what"),
                    JsonFile.constant(file, shortfall, "cause", Shortfall.Cause.values())));
        }
        return shortfalls;
    }

    long waitingAtEnd() {
        return run.path("totals").path("waiting_at_end").asLong();
    }

    int connectionsMax() {
        return run.path("totals").path("connections_max").asInt();
    }

    SessionCounts sessions() {
        JsonNode sessions = run.path("sessions");
        JsonNode tls = sessions.path("tls");
        OutcomeCounts lost = new OutcomeCounts();
        OutcomeDocument.read(file, sessions.path("lost"), lost::add);
        SessionCounts counts = SessionCounts.of(
                sessions.path("attempted").asLong(),
                sessions.path("established").asLong(),
                nanos(sessions.path("all_open_seconds")),
                tls.path("full_handshakes").asLong(),
                tls.path("resumed_handshakes").asLong(),
                tls(tls),
                lost);
        for (JsonNode each : sessions.path("addresses")) {
            counts.addresses()
                    .add(
                            JsonFile.text(each, "address"),
                            each.path("attempted").asLong(),
                            each.path("failed").asLong());
        }
        return counts;
    }

    private static @Nullable TlsSession tls(JsonNode tls) {
        long handshakes = tls.path("full_handshakes").asLong()
                + tls.path("resumed_handshakes").asLong();
        return handshakes > 0
                ? new TlsSession(
                        false, JsonFile.text(tls, "version"), JsonFile.text(tls, "cipher"), JsonFile.text(tls, "group"))
                : null;
    }

    SelfHealth.Verdict self() {
        JsonNode self = run.path("self");
        JsonNode little = self.path("little");
        List<String> reasons = new ArrayList<>();
        self.path("reasons").forEach(reason -> reasons.add(JsonFile.printable(reason.asText())));
        if (wasKilled()) {
            reasons.add(KILLED);
        }
        List<String> notes = new ArrayList<>();
        self.path("notes").forEach(note -> notes.add(JsonFile.printable(note.asText())));
        return new SelfHealth.Verdict(
                self.path("verdict").asText().equals("valid"),
                reasons,
                notes,
                ofMicros(self, "lateness_us"),
                ofMicros(self, "loop_lag_p99_us"),
                ofMicros(self, "slip_p99_us"),
                self.path("cpu_share").asDouble(),
                self.path("cpu_seconds").asDouble(),
                self.path("busiest_loop_share").asDouble(),
                self.path("loop_wait_share").asDouble(),
                nanos(self.path("throttled_seconds")),
                ofMicros(self, "gc_pause_max_us"),
                new LittlesLaw(
                        little.path("in_use_mean").asDouble(),
                        little.path("throughput_times_time").asDouble(),
                        0),
                agents(self));
    }

    private static List<AgentHealth> agents(JsonNode self) {
        List<AgentHealth> agents = new ArrayList<>();
        for (JsonNode agent : self.path("agents")) {
            agents.add(new AgentHealth(
                    JsonFile.text(agent, "name"),
                    agent.path("verdict").asText().equals("valid"),
                    agent.path("due").asLong(),
                    agent.path("accepted").asLong(),
                    ofMicros(agent, "lateness_us"),
                    ofMicros(agent, "loop_lag_p99_us"),
                    ofMicros(agent, "slip_p99_us"),
                    agent.path("cpu_share").asDouble(),
                    agent.path("cpu_seconds").asDouble()));
        }
        return agents;
    }

    private static long ofMicros(JsonNode object, String name) {
        return Math.round(object.path(name).asDouble() * 1e3);
    }
}
