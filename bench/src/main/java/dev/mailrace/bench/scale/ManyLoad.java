package dev.mailrace.bench.scale;

import java.util.Locale;

/**
 * So many sessions that several processes have to hold each end of them.
 *
 * @param processes of the run, and as many of the sink
 * @param addresses of loopback that connections come from
 */
record ManyLoad(int sessions, int processes, int addresses) {
    /** Files that a process has open beside its sessions. */
    private static final int OTHER_FILES = 200;

    /** The kernel spreads connections over the sink's processes by chance: so many standard deviations find room. */
    private static final int DEVIATIONS = 6;

    /** Of net.ipv4.ip_local_port_range's 28,232; a connect takes long to find one of the last. */
    private static final int PORTS_USED_MAX = 20_000;

    /** What a session takes with both its ends and the kernel's, and what a process does without any; both roughly. */
    private static final long SESSION_BYTES = 18 << 10;

    private static final long PROCESS_BYTES = 110 << 20;

    /** @param filesMax that a process may have open */
    static ManyLoad of(int sessions, int filesMax) {
        double room = filesMax - OTHER_FILES;
        int each = (int) (room - DEVIATIONS * Math.sqrt(room));
        return new ManyLoad(
                sessions, Math.max(2, -Math.floorDiv(-sessions, each)), -Math.floorDiv(-sessions, PORTS_USED_MAX));
    }

    /** 127.0.1.1 and those that follow. */
    String sources() {
        return addresses == 1 ? "127.0.1.1" : "127.0.1.1-127.0.1." + addresses;
    }

    long bytesNeeded() {
        return sessions * SESSION_BYTES + 2L * processes * PROCESS_BYTES;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d sessions, %d + %d processes", sessions, processes, processes);
    }
}
