package dev.mailrace.options;

import dev.mailrace.analysis.Slo;
import dev.mailrace.delivery.Deliveries;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.DeliveryRuns;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Environment;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.Preflight;
import dev.mailrace.experiment.RunId;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.monitor.MonitorPlan;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Makes scenarios of options and a scenario file; complaints name the place in the file that they are about. */
public final class Planner {
    private final CommandSpec spec;
    private final PlanOptions options;
    private final @Nullable ScenarioDefaults file;
    private @Nullable String runId; // null: one of its own
    private Set<SocketAddress> unreached = new HashSet<>(); // of the targets'

    public Planner(CommandSpec spec, PlanOptions options) {
        this.spec = spec;
        this.options = options;
        file = spec.defaultValueProvider() instanceof ScenarioDefaults defaults ? defaults : null;
    }

    /** For a part of the run of that id, which others make too. */
    public Planner ofRun(String id) {
        runId = id;
        return this;
    }

    /** For one plan of several: without these addresses of targets; those come to it that the next check does not reach. */
    public Planner avoiding(Set<SocketAddress> addresses) {
        unreached = addresses;
        return this;
    }

    /** For a run that so many processes share: each opens its part of the connections. */
    public Planner spreadOver(int processes) {
        options.connections.spreadOver(processes);
        return this;
    }

    /** What {@code value} gives; an error names its place in the file. */
    public <T> T checked(Supplier<T> value) {
        return ScenarioDefaults.located(file, spec, value);
    }

    /** The transport asked for. Warns where the memory of this container might not do. */
    public Transport transport() {
        String warning = Environment.memoryWarning();
        if (warning != null) {
            spec.commandLine().getErr().println("mailrace: " + warning);
        }
        return checked(() -> options.transport.transport(spec.commandLine().getErr()));
    }

    /** Refuses what {@code checks} does, as {@link #checked} does. */
    public void check(Runnable checks) {
        checked(() -> {
            checks.run();
            return true;
        });
    }

    /** Opens the places where deliveries arrive; null: none was asked for. */
    public @Nullable Deliveries deliveries(Transport transport) {
        check(options.deliveries::check);
        for (String host : options.deliveries.askedHosts()) {
            Checked.addresses(
                    new Target(host, 1),
                    options.kind.connecting.session); // As with targets, strangers are spelled out.
        }
        return checked(() -> options.deliveries.open(transport));
    }

    /** Refuses what {@link #deliveries} would, of the options alone; null. */
    public @Nullable Deliveries noDeliveries() {
        check(options.deliveries::check);
        return null;
    }

    /** How runs of scenarios such as {@code planned} follow their deliveries. */
    public @Nullable DeliveryRuns following(@Nullable Deliveries places, Scenario planned) {
        if (places == null) {
            return null;
        }
        check(() -> DeliveryRuns.check(planned));
        return new DeliveryRuns(
                places, options.deliveries.texts(), options.deliveries.waitTime(), options.deliveries.looksAt());
    }

    /** The load that the options ask for. */
    public Load load() {
        return checked(() -> new Load(
                options.load.pacing(options.connections.ramp()), options.load.stop(), 0, options.load.drain()));
    }

    public List<String> slos() {
        check(() -> options.thresholds().stream()
                .filter(slo ->
                        slo.isOfDeliveries() && options.deliveries.texts().isEmpty())
                .findFirst()
                .ifPresent(slo -> {
                    throw new Refusal("slo", slo.text() + ": of deliveries, which nobody follows", "--deliveries too");
                }));
        check(() -> options.thresholds().forEach(options.deliveries::refuseUnseen));
        return checked(() -> options.thresholds().stream().map(Slo::text).toList());
    }

    /** What the user says of the runs. */
    public RunInfo.About about() {
        return checked(options.about::about);
    }

    /** What is watched beside each run. */
    public MonitorPlan monitors() {
        return checked(() -> options.monitors.plan(spec));
    }

    /**
     * The kinds of sessions that are asked for.
     *
     * @param target null: the embedded sink
     */
    public List<NamedKind> kinds(@Nullable String target) {
        return NamedKind.all(spec, file, new NamedKind(SessionKind.SOLE, 1, target, options.kind, file));
    }

    /** A sink where a kind of session has no other target; null where all have. */
    @Nullable
    public EmbeddedSink sinkIfNeeded(List<NamedKind> kinds, Transport transport) {
        return kinds.stream().allMatch(named -> named.target() != null) ? null : sink(kinds, transport);
    }

    /** A sink that lets the first kind's users in. */
    public EmbeddedSink sink(List<NamedKind> kinds, Transport transport) {
        NamedKind first = kinds.get(0);
        List<Logins> logins = ScenarioDefaults.located(first.from(), spec, () -> first.logins(options.load.seed));
        boolean startTls =
                kinds.stream().anyMatch(each -> each.options().connecting.tls.wantsStartTls());
        return EmbeddedSink.start(transport, logins.isEmpty() ? null : logins.get(0), startTls);
    }

    public Scenario scenario(List<NamedKind> named, @Nullable EmbeddedSink sink, Transport transport, Load load) {
        KindOptions.RunPlan plan = new KindOptions.RunPlan(runId == null ? RunId.fresh() : runId, options.load.seed);
        List<SessionKind> kinds = new ArrayList<>();
        for (NamedKind each : named) {
            kinds.add(ScenarioDefaults.located(
                    each.from(), spec, () -> reached(options.connections.source.reachable(each.kind(sink, plan)))));
        }
        return checked(() -> {
            List<SocketAddress> addresses =
                    kinds.stream().flatMap(kind -> kind.addresses().stream()).toList();
            boolean foreign = named.stream().anyMatch(each -> each.target() != null);
            return new Scenario(
                    new Mix(kinds),
                    options.work.of(kinds),
                    options.load.seed,
                    load.pacing(),
                    load.stop(),
                    options.connections.connections(load, addresses, sink != null, foreign),
                    options.load.retry(),
                    load.drain(),
                    options.load.backlogMax(),
                    transport,
                    options.load.threads());
        });
    }

    /** Without the addresses that the check before the load could not reach. */
    private SessionKind reached(SessionKind kind) {
        List<SocketAddress> reached = kind.addresses().stream()
                .filter(address -> !unreached.contains(address))
                .toList();
        return reached.isEmpty() ? kind : kind.to(reached);
    }

    /**
     * Refuses what one session of each kind already fails at.
     *
     * @return the scenario, without the addresses of its targets that cannot be reached
     */
    public Scenario checkBefore(List<NamedKind> named, Scenario scenario) throws InterruptedException {
        List<SessionKind> reached = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            boolean foreign = named.get(i).target() != null;
            Preflight preflight = new Preflight(
                    scenario.transport(),
                    scenario.connections().sources(),
                    scenario.mix().kinds().get(i),
                    spec.commandLine().getErr()::println);
            CommandFailure failure = preflight.failure(scenario.work(), foreign);
            if (failure != null) {
                ScenarioDefaults.located(named.get(i).from(), spec, () -> {
                    throw failure;
                });
            }
            unreached.addAll(preflight.unreached());
            reached.add(reached(scenario.mix().kinds().get(i)));
        }
        return scenario.with(new Mix(reached));
    }
}
