package dev.mailrace.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.experiment.Load;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A run of several is made elsewhere exactly as its command has planned it. */
class RunSettingsTest {
    @Command(name = "run")
    static final class Run {
        @Parameters(arity = "0..1")
        String target = "";

        @Mixin
        PlanOptions plan = new PlanOptions();
    }

    private final Run typed = new Run();

    private Scenario planned(Load load, String... arguments) {
        CommandLine line = line(typed, arguments);
        Planner planner = new Planner(line.getCommandSpec(), typed.plan);
        return planner.scenario(planner.kinds("127.0.0.1:1"), null, Transport.NIO, load);
    }

    private static CommandLine line(Run run, String... arguments) {
        CommandLine line = new CommandLine(run);
        line.parseArgs(arguments);
        return line;
    }

    /** As an agent makes it: of the YAML alone. */
    private Scenario elsewhere(Scenario planned, String... arguments) {
        String yaml = ScenarioPrinter.yaml(line(new Run(), arguments).getCommandSpec(), RunSettings.of(planned));
        Run run = new Run();
        CommandLine line = new CommandLine(run);
        line.setDefaultValueProvider(ScenarioDefaults.of(Path.of("scenario"), yaml, line.getCommandSpec()));
        line.parseArgs();
        Planner planner = new Planner(line.getCommandSpec(), run.plan);
        return planner.scenario(planner.kinds("127.0.0.1:1"), null, Transport.NIO, planner.load());
    }

    private static StopRule stop(long warmupNanos, long measuredNanos) {
        return new StopRule(Duration.ofNanos(warmupNanos), Duration.ofNanos(measuredNanos), 0);
    }

    private void isTheSame(Load load, String... arguments) {
        Scenario planned = planned(load, arguments);
        Scenario made = elsewhere(planned, arguments);
        assertThat(made.pacing()).isEqualTo(planned.pacing());
        assertThat(made.stop()).isEqualTo(planned.stop());
        assertThat(made.drain()).isEqualTo(planned.drain());
        assertThat(made.work()).isEqualTo(planned.work());
        assertThat(made.seed()).isEqualTo(planned.seed());
        assertThat(made.connections().count()).isEqualTo(planned.connections().count());
        assertThat(made.connections().ramp()).isEqualTo(planned.connections().ramp());
    }

    @Test
    void ratesAreExactToTheLastBit() {
        for (double rate : new double[] {1, 1e-5, 2690.123456789, 1.0 / 3, 9_999_999.999}) {
            Pacing pacing = new Pacing.OpenLoop(new RateProfile.Constant(rate), Spacing.POISSON);
            isTheSame(
                    new Load(pacing, stop(333_333_333, 10_000_000_001L), 0, Duration.ofNanos(1)),
                    "--poisson",
                    "--seed",
                    "7",
                    "-c",
                    "20");
        }
    }

    @Test
    void whatIsTypedForAllRunsHasNoSayInOneThatIsPlanned() {
        isTheSame(
                new Load(new Pacing.ClosedLoop(Duration.ofMillis(5)), stop(0, 1_500_000_000), 3, Duration.ofSeconds(2)),
                "-R",
                "5/s",
                "--poisson",
                "-d",
                "9s",
                "--warmup",
                "3s",
                "-n",
                "500",
                "--ramp",
                "1s",
                "-c",
                "9");
    }

    @Test
    void stagesAndRampsComeAsTheyWere() {
        Pacing ramp = new Pacing.OpenLoop(new RateProfile.Ramp(0, 55.5, 1_234_567_891), Spacing.EVEN);
        isTheSame(new Load(ramp, stop(0, 1_000_000_000), 0, Duration.ZERO), "-R", "1/s", "--ramp", "9s");
        Pacing stages = new Pacing.OpenLoop(
                new RateProfile.Stages(List.of(new RateProfile.Stage(1_000_000_000, 10, 20))), Spacing.EVEN);
        isTheSame(new Load(stages, stop(0, 700_000_000), 0, Duration.ZERO), "--stages", "1s:10/s-20/s");
    }

    @Test
    void anEmptyListTakesAwayWhatWasTyped() {
        CommandLine line = line(new Run(), "127.0.0.1:25", "-R", "5/s");
        assertThat(ScenarioPrinter.yaml(line.getCommandSpec(), Map.of("rate", List.of(), "target", List.of("b"))))
                .isEqualTo("target: b\n");
    }
}
