package dev.mailrace.bench.scale;

/**
 * One run of many processes. More than seven parts: they are a row of processes.json, a field each.
 *
 * @param processes of the run, without the one that brings them together, and as many of the sink
 * @param accepted in all, by the run's books
 * @param counted by the sink
 * @param balanced whether the run's own books are
 * @param connectedSecond the end of the first one-second interval at which all were logged in, from the first connect; NaN: never
 * @param runBytes resident, of the run's processes
 * @param sinkBytes of the sink's
 * @param kernelBytes slabs, beyond those before
 * @param machineBytes by which what programs could still have became less
 * @param runMicros CPU a message of the run's processes in the measured stage, idle sessions' and processes' upkeep included
 * @param sinkMicros of the sink's
 */
record ManyObservation(
        int sessions,
        int processes,
        int connectionsMax,
        long accepted,
        long counted,
        boolean balanced,
        double acceptedPerSecond,
        double connectedSecond,
        long runBytes,
        long sinkBytes,
        long kernelBytes,
        long machineBytes,
        double runMicros,
        double sinkMicros,
        double p50Millis,
        double p99Millis,
        String verdict) {

    /** All told. */
    double kibibytesASession() {
        return (runBytes + sinkBytes + kernelBytes) / 1024.0 / sessions;
    }
}
