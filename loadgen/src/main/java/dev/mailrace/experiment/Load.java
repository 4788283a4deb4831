package dev.mailrace.experiment;

import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import java.time.Duration;

/**
 * When arrivals are due, until when, and by how many sessions: what differs between the runs of an experiment.
 *
 * @param connections 0: as the plan says
 * @param drain how long arrivals under way may take at the end
 */
public record Load(Pacing pacing, StopRule stop, int connections, Duration drain) {}
