package dev.mailrace.analysis;

import dev.mailrace.metrics.Tally;

/**
 * What thresholds are held against.
 *
 * @param measured the measured stage; borrowed
 * @param warmup the warm-up: kept connections say hello and log in there, and never again; borrowed
 * @param seconds length of the measured stage so far
 */
record Measured(Tally measured, Tally warmup, double seconds) {}
