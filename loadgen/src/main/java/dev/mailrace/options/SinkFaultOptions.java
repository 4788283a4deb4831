package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkTrait;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the sink does wrong, and the books of what it did. */
public final class SinkFaultOptions {
    private static final int SEED_MAX = 1_000_000;

    @Option(
            names = "--fault",
            paramLabel = "KIND[:PHASE,...][=WHAT][@FROM..TO]",
            description = {
                "Something to do wrong; repeatable. KIND is 4xx, 5xx, 421 or another code (refuses), reset, close, "
                        + "half-reply (then closes), no-reply and garbage (then silence), early-reply (250 before the "
                        + "content), or split (reply in several writes), each with a chance such as =1%% (default: "
                        + "100%%). Others: slow=TIME, stall=FROM..TO, or greylist=TIME.",
                "PHASE: banner, ehlo, starttls, auth, mail, rcpt, data, chunk, content, rset, quit … (default: all that "
                        + "suit the KIND).",
                "TIME: 50ms, 50ms..2s (uniform), exp:50ms, or weighted: 50ms:99,2s:1. FROM..TO counts from the start.",
            })
    List<String> faults = new ArrayList<>();

    @Option(
            names = "--fault-seed",
            paramLabel = "N",
            description =
                    "Seed of chances and delays. Same seed, same faults for the same dialogue on the same session "
                            + "number (default: random, printed).")
    @Nullable
    Long seed;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Writes what was done, reply by reply and fault by fault, as JSON at the end; - is stdout.")
    @Nullable
    Path ledger;

    /** The behaviour with all that. */
    public SinkBehaviour in(SinkBehaviour behaviour) {
        if (seed != null && faults.isEmpty()) {
            throw new Refusal("fault-seed", seed + ", and no fault", "with --fault");
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1, SEED_MAX) : seed;
        FaultPlan plan = new FaultPlan(faults.stream().map(FaultParser::parse).toList(), chosen);
        SinkBehaviour faulty = behaviour.withFaults(plan);
        return ledger == null ? faulty : faulty.with(SinkTrait.ACCOUNTING);
    }

    public @Nullable Path ledger() {
        return ledger;
    }
}
