package dev.mailrace.options;

import dev.mailrace.analysis.Slo;
import java.util.List;
import picocli.CommandLine.Mixin;

/** What is sent, by how many, how fast and for how long: what all commands that load a server share. */
public final class PlanOptions {
    @Mixin
    ScenarioOptions scenario = new ScenarioOptions();

    @Mixin
    public LoadOptions load = new LoadOptions();

    @Mixin
    public SloOptions slo = new SloOptions();

    @Mixin
    public DeliveryOptions deliveries = new DeliveryOptions();

    @Mixin
    MonitorOptions monitors = new MonitorOptions();

    @Mixin
    AboutOptions about = new AboutOptions();

    @Mixin
    public ConnectionOptions connections = new ConnectionOptions();

    @Mixin
    KindOptions kind = new KindOptions();

    @Mixin
    public WorkOptions work = new WorkOptions();

    @Mixin
    TransportOption transport = new TransportOption();

    /** Targets outside of private networks that the person at the keyboard allows. */
    public List<String> allowedTargets() {
        return kind.connecting.session.allowedTargets;
    }

    /** The thresholds, which may be of monitors. */
    public List<Slo> thresholds() {
        return slo.slos(monitors.names());
    }
}
