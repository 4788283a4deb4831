package dev.mailrace.cli;

import picocli.CommandLine.Mixin;

/** What is sent, by how many, how fast and for how long: what all commands that load a server share. */
final class PlanOptions {
    @Mixin
    ScenarioOptions scenario = new ScenarioOptions();

    @Mixin
    LoadOptions load = new LoadOptions();

    @Mixin
    SloOptions slo = new SloOptions();

    @Mixin
    ConnectionOptions connections = new ConnectionOptions();

    @Mixin
    KindOptions kind = new KindOptions();

    @Mixin
    WorkOptions work = new WorkOptions();

    @Mixin
    TransportOption transport = new TransportOption();
}
