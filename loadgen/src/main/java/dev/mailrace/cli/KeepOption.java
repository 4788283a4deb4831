package dev.mailrace.cli;

import dev.mailrace.experiment.DeliveryRuns;
import dev.mailrace.experiment.KeptAccepted;
import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a run keeps which messages were accepted, for deliveries that somebody else sees. */
final class KeepOption {
    private static final String NAME = "keep-accepted";

    @Option(
            names = "--keep-accepted",
            description = "Keeps which recipients' messages were accepted, and when, in the results folder: for "
                    + "deliveries that 'mailrace receive' sees elsewhere and 'mailrace report --deliveries' joins.")
    boolean keeps;

    /** Refuses it where it has no use, or no place. */
    void check(Scenario scenario, @Nullable DeliveryRuns following, boolean hasFolder) {
        if (!keeps) {
            return;
        }
        if (following != null) {
            throw new Refusal(NAME, "given beside --deliveries, which follow them already", "one of them");
        }
        if (!hasFolder) {
            throw new Refusal(NAME, "given beside --no-results", "a results folder, which it is kept in");
        }
        KeptAccepted.check(scenario);
    }

    /** Opens the file in the run's folder; null: nothing is kept. */
    @Nullable
    KeptAccepted open(@Nullable Path folder, Scenario scenario) {
        if (!keeps || folder == null) {
            return null;
        }
        try {
            return KeptAccepted.in(folder, scenario);
        } catch (IOException e) {
            throw OutputTarget.unwritable(folder.toString(), e);
        }
    }
}
