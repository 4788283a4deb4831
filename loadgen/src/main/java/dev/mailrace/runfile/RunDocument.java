package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.FellBehind;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.AgentHealth;
import dev.mailrace.metrics.KindTally;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.TlsSession;
import java.math.BigDecimal;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A run as a JSON tree: what {@code run.json} holds. Names are snake_case, durations microseconds.
 *
 * <p>The names are a public format: more may be added, none may change without a new {@link #FORMAT}.
 */
public final class RunDocument {
    /** The version of the format; {@link FormatOne} brings older ones up to it. */
    public static final int FORMAT = 2;

    /** Of documents of several runs. */
    public static final int SEVERAL_FORMAT = 1;

    /** The {@code ending} of a run that has none yet; found in a file, the run or its machine was killed. */
    public static final String RUNNING = "running";

    /** What the user says of a run; absent where that is nothing. */
    public static final String TITLE = "title";

    public static final String NOTES = "notes";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // A run read back is written as it was.
            .build();

    private RunDocument() {}

    /** What is known of a run that goes on. */
    public static ObjectNode running(RunInfo info) {
        ObjectNode run = described(info, RUNNING);
        if (!info.kinds().isEmpty()) {
            ArrayNode kinds = run.putArray("kinds");
            info.kinds().forEach(kind -> kinds.add(kind(kind)));
        }
        info.slos().forEach(run.putArray("slos")::add);
        SideDocument.add(info, run);
        return run;
    }

    /** All of a finished run. */
    public static ObjectNode of(RunResult result) {
        RunVerdict verdict = RunVerdict.of(result);
        ObjectNode run = described(result.info(), result.ending().name().toLowerCase(Locale.ROOT));
        run.put("ended", result.end().toString());
        addVerdict(verdict, run);
        run.set("shortfalls", shortfalls(result));
        run.put("measured_seconds", Decimal.seconds(result.measuredSeconds()));
        run.set("totals", totals(result, Stage.MEASURE));
        run.set("warmup_totals", totals(result, Stage.WARMUP));
        run.put("books_balanced", result.balanced());
        if (!result.info().kinds().isEmpty()) {
            run.set("kinds", kinds(result));
        }
        if (result.followsDeliveries()) {
            run.set("deliveries", DeliveryDocument.whole(result.measured().deliveries()));
            run.set("warmup_deliveries", DeliveryDocument.whole(result.warmup().deliveries()));
        }
        boolean killed = result.ending() == RunResult.Ending.KILLED;
        if (!killed) {
            run.set("sessions", sessions(result));
        }
        run.set("phases", phases(result));
        run.set("slip", Percentiles.of(result.slip()).document());
        run.set("backlog_wait", Percentiles.of(result.backlogWait()).document());
        run.set("outcomes", OutcomeDocument.of(result.measured().outcomes()));
        if (!result.measured().recipients().entries().isEmpty()) {
            run.set("recipient_outcomes", OutcomeDocument.of(result.measured().recipients()));
        }
        run.set("warmup_outcomes", OutcomeDocument.of(result.warmup().outcomes()));
        run.set("self", killed ? judged(result.self()) : self(result.self()));
        run.set("verdicts", thresholds(verdict));
        SideDocument.add(result, run);
        return run;
    }

    /** The same with a sentence that explains the verdict, behind the verdict's reason. */
    public static ObjectNode explained(ObjectNode run, String why) {
        ObjectNode explained = bare();
        run.properties().forEach(field -> {
            explained.set(field.getKey(), field.getValue());
            if (field.getKey().equals("verdict_reason")) {
                explained.put("why", why);
            }
        });
        return explained;
    }

    /** A document that says its format, for what holds several runs. */
    public static ObjectNode empty() {
        return bare().put("format", SEVERAL_FORMAT);
    }

    public static ObjectNode bare() {
        return MAPPER.createObjectNode();
    }

    private static ObjectNode described(RunInfo info, String ending) {
        ObjectNode run = MAPPER.createObjectNode();
        run.put("format", FORMAT);
        run.put("mailrace", info.version());
        run.put("run_id", info.runId());
        run.put("command", info.command());
        run.put("plan", info.plan());
        addAbout(info.about(), run);
        run.put("seed", info.seed());
        run.put("rate_per_second", info.ratePerSecond() > 0 ? Decimal.of(info.ratePerSecond()) : null);
        run.put("started", info.start().toString());
        run.put("ending", ending);
        run.set("scenario", MAPPER.valueToTree(info.scenario()));
        run.set("environment", MAPPER.valueToTree(info.environment()));
        return run;
    }

    /** What the user says of a run, as far as that says anything. */
    public static void addAbout(RunInfo.About about, ObjectNode document) {
        if (!about.title().isEmpty()) {
            document.put(TITLE, about.title());
        }
        if (!about.notes().isEmpty()) {
            ObjectNode notes = document.putObject(NOTES);
            about.notes().forEach(notes::put);
        }
    }

    private static void addVerdict(RunVerdict verdict, ObjectNode run) {
        run.put("verdict", verdict.word().label());
        run.put("verdict_reason", verdict.reason());
        run.put("exit_code", verdict.exitCode().number());
        FellBehind behind = verdict.behind();
        if (behind != null) {
            run.putObject("fell_behind")
                    .put("accepted_per_second", Decimal.of(behind.acceptedPerSecond()))
                    .put("due_per_second", Decimal.of(behind.duePerSecond()))
                    .put("waiting", behind.waiting());
        }
    }

    private static ArrayNode shortfalls(RunResult result) {
        ArrayNode shortfalls = MAPPER.createArrayNode();
        for (Shortfall shortfall : result.shortfalls()) {
            shortfalls
                    .addObject()
                    .put("what", shortfall.what())
                    .put("cause", shortfall.cause().label());
        }
        return shortfalls;
    }

    private static ObjectNode totals(RunResult result, Stage stage) {
        Tally tally = stage == Stage.WARMUP ? result.warmup() : result.measured();
        ObjectNode totals = MAPPER.createObjectNode();
        totals.put("arrivals", tally.arrivals());
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            totals.put(kind.label(), tally.count(kind));
        }
        totals.put("unanswered", tally.outcomes().unanswered());
        totals.put("cut_off_young", tally.outcomes().cutOffYoung());
        totals.put("accepted_in_stage", tally.acceptedInStage());
        totals.put("accepted_per_second", acceptedPerSecond(result, stage));
        totals.put("body_bytes", tally.bodyBytes());
        totals.put("recipients_accepted", tally.recipientsAccepted());
        totals.put("recipients_refused", tally.recipientsRefused());
        totals.put("moved", tally.moved());
        if (stage == Stage.MEASURE) {
            totals.put("waiting_at_end", result.waitingAtEnd());
        }
        if (tally.retries() > 0) {
            totals.put("retries", tally.retries());
            ObjectNode byTries = totals.putObject("accepted_by_tries");
            for (int tries = 1; tries <= tally.triesMax(); tries++) {
                if (tally.acceptedByTries(tries) > 0) {
                    byTries.put(Integer.toString(tries), tally.acceptedByTries(tries));
                }
            }
        }
        totals.put("connections_max", result.connectionsMax());
        return totals;
    }

    /** Null for a warm-up that was not had, or not to its end: its length is unknown. */
    private static @Nullable BigDecimal acceptedPerSecond(RunResult result, Stage stage) {
        if (stage != Stage.WARMUP) {
            return Decimal.of(result.acceptedPerSecond());
        }
        long warmupNanos = result.info().warmupNanos();
        if (warmupNanos == 0 || result.measuredSeconds() == 0) {
            return null;
        }
        return Decimal.of(result.warmup().acceptedInStage() / (warmupNanos / 1e9));
    }

    /** What sessions of each kind took in the measured stage. */
    private static ArrayNode kinds(RunResult result) {
        ArrayNode kinds = MAPPER.createArrayNode();
        for (int number = 0; number < result.info().kinds().size(); number++) {
            RunInfo.Kind kind = result.info().kinds().get(number);
            KindTally tally = result.measuredOf(number);
            ObjectNode node = kind(kind);
            kinds.add(node);
            node.put("arrivals", tally.arrivals());
            for (Outcome.Kind outcome : Outcome.Kind.values()) {
                node.put(outcome.label(), tally.count(outcome));
            }
            Histogram response = tally.response();
            if (response != null) {
                node.set("transaction_response", Percentiles.of(response).document());
            }
            ObjectNode phases = MAPPER.createObjectNode();
            for (Phase phase : Phase.values()) {
                Histogram service = tally.service(phase);
                if (service != null) {
                    phases.set(phase.label(), Percentiles.of(service).document());
                }
            }
            if (!phases.isEmpty()) {
                node.set("phases", phases);
            }
        }
        return kinds;
    }

    private static ObjectNode kind(RunInfo.Kind kind) {
        return MAPPER.createObjectNode()
                .put("name", kind.name())
                .put("weight", Decimal.of(kind.weight()))
                .put("share", Decimal.of(kind.share()));
    }

    private static ObjectNode sessions(RunResult result) {
        SessionCounts counts = result.sessions();
        ObjectNode sessions = MAPPER.createObjectNode();
        sessions.put("attempted", counts.attemptedCount());
        sessions.put("established", counts.establishedCount());
        long allOpenedNanos = result.allOpenedNanos();
        sessions.put("all_open_seconds", allOpenedNanos < 0 ? null : Decimal.seconds(allOpenedNanos / 1e9));
        ArrayNode addresses = sessions.putArray("addresses");
        counts.addresses()
                .byAddress()
                .forEach((address, count) -> addresses
                        .addObject()
                        .put("address", address)
                        .put("attempted", count.attempted())
                        .put("failed", count.failed()));
        TlsSession tls = counts.tls();
        if (tls != null) {
            sessions.set("tls", tls(counts, tls));
        }
        sessions.set("lost", OutcomeDocument.of(counts.losses()));
        return sessions;
    }

    private static ObjectNode tls(SessionCounts counts, TlsSession tls) {
        long all = counts.fullHandshakes() + counts.resumedHandshakes();
        ObjectNode node = MAPPER.createObjectNode();
        node.put("version", tls.version());
        node.put("cipher", tls.cipher());
        node.put("group", tls.group());
        node.put("full_handshakes", counts.fullHandshakes());
        node.put("resumed_handshakes", counts.resumedHandshakes());
        node.put("resumed_share", Decimal.of((double) counts.resumedHandshakes() / all));
        return node;
    }

    private static ObjectNode phases(RunResult result) {
        ObjectNode phases = MAPPER.createObjectNode();
        for (PhaseTimes times : PhaseTimes.of(result)) {
            ObjectNode phase = phases.putObject(times.phase().label());
            phase.put("stage", times.stage().label());
            for (Timing timing : Timing.values()) {
                Percentiles percentiles = times.by(timing);
                if (percentiles != null) {
                    phase.set(timing.name().toLowerCase(Locale.ROOT), percentiles.document());
                }
            }
        }
        return phases;
    }

    /** What became of the thresholds; a value in the unit that stands beside it, null when nothing was measured. */
    private static ArrayNode thresholds(RunVerdict run) {
        ArrayNode verdicts = MAPPER.createArrayNode();
        for (Slo.Verdict verdict : run.thresholds()) {
            ObjectNode node = verdicts.addObject()
                    .put("slo", verdict.slo().text())
                    .put("value", Double.isNaN(verdict.value()) ? null : Decimal.of(verdict.value()))
                    .put("unit", verdict.slo().quantity().unit().label())
                    .put("passed", verdict.passed())
                    .put("decision", verdict.decision().label());
            if (verdict.atLeast()) {
                node.put("at_least", true);
            }
            if (!verdict.reason().isEmpty()) {
                node.put("reason", verdict.reason());
            }
        }
        return verdicts;
    }

    private static ObjectNode judged(SelfHealth.Verdict verdict) {
        ObjectNode self = MAPPER.createObjectNode();
        self.put("verdict", verdict.valid() ? "valid" : "invalid");
        verdict.reasons().forEach(self.putArray("reasons")::add);
        verdict.notes().forEach(self.putArray("notes")::add);
        return self;
    }

    private static ObjectNode self(SelfHealth.Verdict verdict) {
        ObjectNode self = judged(verdict);
        self.put("lateness_us", Decimal.micros(verdict.latenessNanos()));
        self.put("loop_lag_p99_us", Decimal.micros(verdict.loopLagP99Nanos()));
        self.put("slip_p99_us", Decimal.micros(verdict.slipP99Nanos()));
        self.put("cpu_share", Decimal.of(verdict.cpuShare()));
        self.put("cpu_seconds", Decimal.of(verdict.cpuSeconds()));
        self.put("busiest_loop_share", Decimal.of(verdict.busiestLoopShare()));
        self.put("loop_wait_share", Decimal.of(verdict.loopWaitShare()));
        self.put("throttled_seconds", Decimal.of(verdict.throttledNanos() / 1e9));
        self.put("gc_pause_max_us", Decimal.micros(verdict.gcPauseMaxNanos()));
        self.set("little", little(verdict.little()));
        if (!verdict.agents().isEmpty()) {
            ArrayNode agents = self.putArray("agents");
            verdict.agents().forEach(agent -> agents.add(agent(agent)));
        }
        return self;
    }

    private static ObjectNode agent(AgentHealth agent) {
        return MAPPER.createObjectNode()
                .put("name", agent.name())
                .put("verdict", agent.valid() ? "valid" : "invalid")
                .put("due", agent.due())
                .put("accepted", agent.accepted())
                .put("lateness_us", Decimal.micros(agent.latenessNanos()))
                .put("loop_lag_p99_us", Decimal.micros(agent.loopLagP99Nanos()))
                .put("slip_p99_us", Decimal.micros(agent.slipP99Nanos()))
                .put("cpu_share", Decimal.of(agent.cpuShare()))
                .put("cpu_seconds", Decimal.of(agent.cpuSeconds()));
    }

    private static ObjectNode little(LittlesLaw law) {
        BigDecimal inUse = Decimal.of(law.inUseMean());
        BigDecimal expected = Decimal.of(law.throughputTimesTime());
        double ratio = new LittlesLaw(inUse.doubleValue(), expected.doubleValue(), 0).ratio(); // As a reader has it.
        return MAPPER.createObjectNode()
                .put("in_use_mean", inUse)
                .put("throughput_times_time", expected)
                .put("ratio", Double.isInfinite(ratio) ? null : Decimal.of(ratio));
    }
}
