package dev.mailrace.options;

import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Load;
import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Logins;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How an experiment with logins differs from a run. */
public final class LoginOptions {
    private static final int CONNECTIONS = 10;
    private static final Duration WARMUP = Duration.ofSeconds(1);
    private static final Duration MEASURE = Duration.ofSeconds(5);

    @Option(
            names = "--wrong",
            paramLabel = "PERCENT",
            description = "Share of logins with a wrong password: 10%% (default: none).")
    public String wrong = "0%";

    /** What options of all commands are for this one where nobody sets them. */
    public static Map<String, String> defaults() {
        return Map.of(
                "--duration", MEASURE.toSeconds() + "s per mechanism",
                "--warmup", WARMUP.toSeconds() + "s",
                "--connections", String.valueOf(CONNECTIONS));
    }

    /** An arrival is a session that logs in; what else a scenario says of mail is not sent. */
    public void check(PlanOptions plan) {
        if (plan.work.handshakes) {
            throw new Refusal("handshakes", "given to auth", "none, for each session logs in");
        }
        plan.work.noMail = true;
    }

    /** Each mechanism's load. */
    public Load load(PlanOptions plan) {
        boolean counted = plan.load.messages != null;
        StopRule asked = plan.load.stop();
        StopRule stop = new StopRule(
                plan.load.warmup != null || counted ? asked.warmup() : WARMUP,
                plan.load.duration != null || counted || !plan.load.stages.isEmpty() ? asked.measured() : MEASURE,
                asked.messagesMax());
        int connections = plan.connections.connections == null ? CONNECTIONS : 0;
        return new Load(plan.load.pacing(plan.connections.ramp()), stop, connections, plan.load.drain());
    }

    /** A sink that accepts the named users, or else its own. */
    public EmbeddedSink sink(Planner planner, NamedKind kind, Transport transport) {
        boolean named = kind.options().auth.namesUser();
        List<Logins> logins = named ? planner.checked(() -> kind.logins(1)) : List.of();
        return EmbeddedSink.start(
                transport,
                logins.isEmpty() ? EmbeddedSink.GUESTS : logins.get(0),
                kind.options().connecting.tls.wantsStartTls());
    }
}
