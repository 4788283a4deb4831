package dev.mailrace.experiment;

import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.scenario.Scenario;
import java.util.Map;

/** Follows what the servers of runs accept. */
public interface SentFollower {
    /** As it is written to files, beside what was asked of a run. */
    Map<String, Object> describe();

    /** The watch over one run. */
    DeliveryWatch watch(Scenario scenario);
}
