package dev.mailrace.experiment;

import dev.mailrace.delivery.AcceptedLog;
import dev.mailrace.delivery.DeliveryCheck;
import dev.mailrace.delivery.DeliveryPlan;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.runfile.ReportFile;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Keeps what one run's server accepts in a file of its folder, for deliveries that others see. */
public final class KeptAccepted implements SentFollower {
    private static final String NAME = "keep-accepted";

    private final Path file;
    private final AcceptedLog log;

    private KeptAccepted(Path file, AcceptedLog log) {
        this.file = file;
        this.log = log;
    }

    /**
     * Refuses what could not be recognised on arrival, or whose sender is not known beforehand.
     *
     * @throws Refusal that says why
     */
    public static void check(Scenario scenario) {
        DeliveryRuns.check(scenario);
        if (scenario.mix().kinds().size() > 1 && !(scenario.pacing() instanceof Pacing.OpenLoop)) {
            throw new Refusal(NAME, "with session classes, and no rate: any of them may send a message", "--rate too");
        }
    }

    /**
     * Opens the file.
     *
     * @param folder of the run
     */
    public static KeptAccepted in(Path folder, Scenario scenario) throws IOException {
        Path file = folder.resolve(AcceptedLog.FILE);
        Mix mix = scenario.mix();
        DeliveryPlan plan = new DeliveryPlan(
                mix.kinds().stream().map(SessionKind::mail).toList(), mix::takerOf, DeliveryCheck.BODY);
        return new KeptAccepted(file, new AcceptedLog(plan, ReportFile.open(file)));
    }

    public Path file() {
        return file;
    }

    /** What writes it, each second. */
    public RunObserver output() {
        return log;
    }

    @Override
    public Map<String, Object> describe() {
        return Map.of("kept_accepted", AcceptedLog.FILE);
    }

    @Override
    public DeliveryWatch watch(Scenario scenario) {
        return log;
    }
}
