package dev.mailrace.runfile;

import dev.mailrace.metrics.AgentHealth;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.SelfHealth;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What generators found out about themselves. */
public final class SampleVerdict {
    public static final SelfHealth.Verdict VALID = new SelfHealth.Verdict(
            true,
            List.of(),
            List.of(),
            120_000,
            120_000,
            53_000,
            0.3412,
            2.5,
            0.455,
            0.02,
            0,
            TimeUnit.MILLISECONDS.toNanos(3),
            new LittlesLaw(3.25, 3.24, 0),
            List.of());

    public static final SelfHealth.Verdict INVALID = new SelfHealth.Verdict(
            false,
            List.of("event loops ran late: p99 250.0 ms (limit 100.0 ms); the generator or its machine was overloaded"),
            List.of("an event loop was busy 97 % of the time: the generator, not the server, may be the limit"),
            250_000_000,
            250_000_000,
            53_000,
            0.99,
            7.9,
            0.97,
            0.1,
            250_000_000,
            TimeUnit.MILLISECONDS.toNanos(41),
            new LittlesLaw(0, 0, 0),
            List.of());

    /** One of two was lost. */
    static final SelfHealth.Verdict OF_AGENTS = new SelfHealth.Verdict(
            false,
            List.of("agent 2 (b, process 8) was lost, with 1/2 of the load: it does not answer"),
            List.of(),
            120_000,
            120_000,
            53_000,
            0.25,
            2.5,
            0.5,
            0.125,
            0,
            3_000_000,
            new LittlesLaw(0, 0, 0),
            List.of(
                    AgentHealth.of("agent 1 (a, process 7)", 6, 6, VALID),
                    AgentHealth.ofLost("agent 2 (b, process 8)", 3, 3)));

    private SampleVerdict() {}
}
