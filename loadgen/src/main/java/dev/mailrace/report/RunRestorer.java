package dev.mailrace.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.session.TlsSession;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a run, made again of its document; what the document does not say is zero. */
final class RunRestorer {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};
    private static final String KILLED = "the run was killed before its end: nobody knows how its generator fared";

    private final ObjectNode run;

    RunRestorer(ObjectNode run) {
        this.run = run;
    }

    /** Whether the run was killed, so that nobody wrote what it came to. */
    boolean wasKilled() {
        return run.path("ending").asText().equals(RunDocument.RUNNING);
    }

    RunInfo info() {
        JsonNode scenario = run.path("scenario");
        long warmupNanos = nanos(scenario.path("warmup_seconds"));
        List<RunInfo.Kind> kinds = new ArrayList<>();
        for (JsonNode kind : run.path("kinds")) {
            kinds.add(new RunInfo.Kind(
                    kind.path("name").asText(),
                    kind.path("weight").asDouble(),
                    kind.path("share").asDouble()));
        }
        List<String> slos = new ArrayList<>();
        run.path("verdicts").forEach(verdict -> slos.add(verdict.path("slo").asText()));
        return new RunInfo(
                run.path("run_id").asText(),
                run.path("command").asText(),
                run.path("mailrace").asText(),
                run.path("seed").asLong(),
                start(),
                run.path("plan").asText(),
                scenario.path("connections").asInt(),
                run.path("rate_per_second").asDouble(),
                warmupNanos,
                scenario.path("measured_seconds").isNumber()
                        ? warmupNanos + nanos(scenario.get("measured_seconds"))
                        : Long.MAX_VALUE,
                scenario.path("messages_max").asLong(),
                map(scenario),
                map(run.path("environment")),
                kinds,
                slos);
    }

    private Instant start() {
        try {
            return Instant.parse(run.path("started").asText());
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static long nanos(JsonNode seconds) {
        return Math.round(seconds.asDouble() * 1e9);
    }

    private static Map<String, Object> map(JsonNode object) {
        return object.isObject() ? MAPPER.convertValue(object, MAP) : Map.of();
    }

    RunResult.Ending ending() {
        return wasKilled()
                ? RunResult.Ending.INTERRUPTED
                : RunResult.Ending.valueOf(run.path("ending").asText().toUpperCase(Locale.ROOT));
    }

    int sessionsPerLoop() {
        JsonNode scenario = run.path("scenario");
        return scenario.path("connections").asInt()
                / Math.max(1, scenario.path("threads").asInt());
    }

    double measuredSeconds() {
        return run.path("measured_seconds").asDouble();
    }

    int connectionsMax() {
        return run.path("totals").path("connections_max").asInt();
    }

    SessionCounts sessions() {
        JsonNode sessions = run.path("sessions");
        JsonNode tls = sessions.path("tls");
        OutcomeCounts lost = new OutcomeCounts();
        OutcomeDocument.read(sessions.path("lost"), lost::add);
        return SessionCounts.of(
                sessions.path("attempted").asLong(),
                sessions.path("established").asLong(),
                nanos(sessions.path("all_open_seconds")),
                tls.path("full_handshakes").asLong(),
                tls.path("resumed_handshakes").asLong(),
                tls(tls),
                lost);
    }

    private static @Nullable TlsSession tls(JsonNode tls) {
        return tls.isObject()
                ? new TlsSession(
                        false,
                        tls.path("version").asText(),
                        tls.path("cipher").asText(),
                        tls.path("group").asText())
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
                ofMicros(self, "loop_lag_p99_us"),
                ofMicros(self, "slip_p99_us"),
                self.path("cpu_share").asDouble(),
                self.path("cpu_seconds").asDouble(),
                self.path("busiest_loop_share").asDouble(),
                self.path("loop_wait_share").asDouble(),
                ofMicros(self, "gc_pause_max_us"),
                new LittlesLaw(
                        little.path("in_use_mean").asDouble(),
                        little.path("throughput_times_time").asDouble(),
                        0));
    }

    private static long ofMicros(JsonNode object, String name) {
        return Math.round(object.path(name).asDouble() * 1e3);
    }
}
