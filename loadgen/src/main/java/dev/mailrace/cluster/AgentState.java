package dev.mailrace.cluster;

/**
 * How an agent does now.
 *
 * @param isLoading whether it belongs to a run
 * @param cpuShare of its machine's processors in use by all, 0 to 1; below 0: unknown
 * @param memoryFreeBytes of its machine
 */
public record AgentState(boolean isLoading, double cpuShare, long memoryFreeBytes) {}
