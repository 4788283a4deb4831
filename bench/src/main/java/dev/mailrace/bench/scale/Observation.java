package dev.mailrace.bench.scale;

/**
 * One run. More than seven parts: they are a row of scale.json, a field each.
 *
 * @param connectionsMax how many were connected at once
 * @param connectedSecond the end of the first one-second interval at which all were, from the start; NaN for never
 * @param residentBytes of the client's process, at the end of the measured stage
 * @param peakBytes the most it ever held
 */
record Observation(
        int round,
        int sessions,
        boolean idle,
        long accepted,
        double acceptedPerSecond,
        double cpuSeconds,
        double measuredSeconds,
        int connectionsMax,
        double connectedSecond,
        long residentBytes,
        long peakBytes,
        String verdict) {

    double microsPerMessage() {
        return cpuSeconds * 1e6 / accepted;
    }

    /** Of one core. */
    double cpuShare() {
        return cpuSeconds / measuredSeconds;
    }

    boolean isOf(Load load) {
        return sessions == load.sessions() && idle == load.idle();
    }
}
