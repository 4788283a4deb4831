package dev.mailrace.bench.peers;

/**
 * What one measurement of one contender gave.
 *
 * @param messages accepted in the time that counts
 * @param cpuSeconds of the client process in that time, user and system
 * @param acceptedInAll what the server should have counted, at least
 * @param inDoubt how many more it may have counted
 * @param verdict the generator's own, where it has one
 */
record Sample(
        long messages, double cpuSeconds, double elapsedSeconds, long acceptedInAll, long inDoubt, String verdict) {

    /** Stands for {@link #acceptedInAll} where only the server counts. */
    static final long SERVER_COUNTS = -1;

    double microsPerMessage() {
        return cpuSeconds * 1e6 / messages;
    }
}
