package dev.mailrace.scenario;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.session.SessionSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for, checked: all that the engine needs to know but the address. Immutable.
 *
 * @param target for people; the address is looked up once, before the run
 * @param work what an arrival is
 * @param session what every session has in common
 * @param logins null: no AUTH
 * @param mail what is sent
 * @param seed from which sizes, addresses and schedule follow
 * @param pacing when transactions start
 * @param stop when the run ends
 * @param connections how many sessions, and how they are opened
 * @param drain how long transactions under way may take after the measured stage
 * @param backlogMax arrivals that may be due but not started
 * @param transport how bytes reach the kernel
 * @param threads event loops
 */
public record Scenario(
        Target target,
        Work work,
        SessionSettings session,
        @Nullable Logins logins,
        MailPlan mail,
        long seed,
        Pacing pacing,
        StopRule stop,
        Connections connections,
        Duration drain,
        int backlogMax,
        Transport transport,
        int threads) {
    public Scenario {
        inRange("threads", threads, 1, 1_024);
        inRange("backlog", backlogMax, 1, 100_000_000);
        if (threads > connections.count()) {
            threads = connections.count(); // A loop without a connection has nothing to do.
        }
    }

    static void inRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    /** The scenario as it is written to files: names and plain values, no secrets. */
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", target.toString());
        fields.put("work", work.toString());
        fields.put("seed", seed);
        fields.put("connections", connections.count());
        fields.put("messages_per_connection", connections.messagesEach());
        fields.put("connect_rate_per_second", connections.perSecondMax());
        fields.put("source_addresses", connections.sources().toString());
        fields.put("pacing", pacing.toString());
        fields.put("warmup_seconds", stop.warmup().toMillis() / 1e3);
        Duration measured = stop.measured();
        fields.put("measured_seconds", measured == null ? null : measured.toMillis() / 1e3);
        fields.put("messages_max", stop.messagesMax());
        fields.put("ramp_seconds", connections.ramp().toMillis() / 1e3);
        fields.put("drain_seconds", drain.toMillis() / 1e3);
        fields.put("backlog_max", backlogMax);
        fields.put("pipelining", session.sending().pipelining().name().toLowerCase(Locale.ROOT));
        fields.put("chunking_window", session.sending().window());
        fields.put(
                "auth",
                logins == null
                        ? "none"
                        : String.join(
                                ",",
                                session.login().mechanisms().stream()
                                        .map(Mechanism::registeredName)
                                        .toList()));
        fields.put("auth_users", logins == null ? null : logins.toString());
        fields.put("hello", session.helloName());
        fields.put("mail", mail.toString());
        fields.put("transport", transport.toString());
        fields.put("threads", threads);
        return fields;
    }
}
