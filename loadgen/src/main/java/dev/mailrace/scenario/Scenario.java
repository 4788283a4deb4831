package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.session.Security;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the user asked for, checked: all that the engine needs to know. Immutable. More than seven parts, for each is asked
 * for by itself and goes to another part of the engine.
 *
 * @param mix the kinds of session, at least one
 * @param work what an arrival is
 * @param seed from which sizes, addresses and schedule follow
 * @param pacing when transactions start
 * @param stop when the run ends
 * @param connections how many sessions, and how they are opened
 * @param retry whether what was refused for now is tried again
 * @param drain how long transactions under way may take after the measured stage
 * @param backlogMax arrivals that may be due but not started
 * @param transport how bytes reach the kernel
 * @param threads event loops
 */
public record Scenario(
        Mix mix,
        Work work,
        long seed,
        Pacing pacing,
        StopRule stop,
        Connections connections,
        Retry retry,
        Duration drain,
        int backlogMax,
        Transport transport,
        int threads) {
    public Scenario {
        inRange("threads", threads, 1, 1_024);
        inRange("backlog", backlogMax, 1, 100_000_000);
        if (drain.isNegative()) {
            throw new Refusal("drain", drain, ">= 0");
        }
        if (threads > connections.count()) {
            threads = connections.count(); // A loop without a connection has nothing to do.
        }
        for (SessionKind kind : mix.kinds()) {
            if (work == Work.STEPS && kind.steps().isEmpty()) {
                throw new Refusal("step", "none in " + kind.name(), "one at least");
            }
            if (work == Work.HANDSHAKE && kind.session().security().mode() == Security.Mode.NEVER) {
                throw new Refusal(
                                "handshakes",
                                kind.target() + " is in clear",
                                "smtps://, smtp+starttls:// or --starttls")
                        .orOf("target");
            }
        }
    }

    /** The first kind's target, for people. */
    public Target target() {
        return mix.kinds().get(0).target();
    }

    /** The same with other kinds of session. */
    public Scenario with(Mix others) {
        return new Scenario(
                others, work, seed, pacing, stop, connections, retry, drain, backlogMax, transport, threads);
    }

    static void inRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new Refusal(name, value, min + " to " + max);
        }
    }

    /** The scenario as it is written to files: names and plain values, no secrets. */
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", target().toString());
        fields.put("work", work.toString());
        fields.put("seed", seed);
        fields.put("connections", connections.count());
        fields.put("messages_per_connection", connections.messagesEach());
        fields.put("connect_rate_per_second", connections.perSecondMax());
        fields.put("source_addresses", connections.sources().toString());
        fields.put("pacing", pacing.describe());
        fields.put("warmup_seconds", stop.warmup().toMillis() / 1e3);
        Duration measured = stop.measured();
        fields.put("measured_seconds", measured == null ? null : measured.toMillis() / 1e3);
        fields.put("messages_max", stop.messagesMax());
        fields.put("ramp_seconds", connections.ramp().toMillis() / 1e3);
        fields.put("drain_seconds", drain.toMillis() / 1e3);
        fields.put("backlog_max", backlogMax);
        fields.put("retries", retry.describe());
        if (mix.kinds().size() == 1) {
            fields.putAll(mix.kinds().get(0).describe());
        } else {
            Map<String, Object> sessions = new LinkedHashMap<>();
            for (SessionKind kind : mix.kinds()) {
                Map<String, Object> described = new LinkedHashMap<>();
                described.put("weight", kind.weight());
                described.putAll(kind.describe());
                sessions.put(kind.name(), described);
            }
            fields.put("sessions", sessions);
        }
        fields.put("transport", transport.toString());
        fields.put("threads", threads);
        return fields;
    }
}
