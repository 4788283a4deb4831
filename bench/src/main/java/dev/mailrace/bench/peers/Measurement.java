package dev.mailrace.bench.peers;

/**
 * One trial's result in one round. More than seven parts: they are a row of peers.json, a field each.
 *
 * @param counted what the server counted in its life, or -1 when it does not say
 */
record Measurement(
        int round,
        String server,
        int bytes,
        int connections,
        boolean kept,
        String contender,
        long messages,
        double cpuSeconds,
        double elapsedSeconds,
        double cpuMicrosPerMessage,
        double messagesPerSecond,
        long counted,
        String verdict) {

    static Measurement of(int round, Trial trial, Sample sample, long counted) {
        return new Measurement(
                round,
                trial.server().label(),
                trial.cell().bytes(),
                trial.cell().connections(),
                trial.cell().kept(),
                trial.contender().key(),
                sample.messages(),
                sample.cpuSeconds(),
                sample.elapsedSeconds(),
                sample.microsPerMessage(),
                sample.messages() / sample.elapsedSeconds(),
                counted,
                sample.verdict());
    }

    boolean isOf(Trial trial) {
        return server.equals(trial.server().label())
                && new Cell(bytes, connections, kept).equals(trial.cell())
                && contender.equals(trial.contender().key());
    }
}
