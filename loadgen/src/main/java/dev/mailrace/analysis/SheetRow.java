package dev.mailrace.analysis;

/**
 * How thresholds are kept at a share of a capacity: a row of the data sheet.
 *
 * @param share 0.8, 1 or 1.2
 */
public record SheetRow(double share, CapacityStep step) {}
