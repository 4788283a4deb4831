package dev.mailrace.analysis;

/**
 * The thresholds at a share of a capacity: one row of the data sheet.
 *
 * @param share 0.8, 1 or 1.2
 */
public record SheetRow(double share, CapacityStep step) {}
