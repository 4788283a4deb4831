package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The clocks of a machine at one moment, so that times that two processes wrote down can be held against each other. Immutable.
 *
 * @param wallNanos since 1970
 * @param monotonicNanos of the clock that nobody sets; all processes of a machine have the same
 * @param machine tells machines apart, from one start to the next, and names none; empty: not known
 */
record MachineClock(long wallNanos, long monotonicNanos, String machine) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int MACHINE_BYTES = 8;

    /** More than clocks are set by: then processes have no clock in common, though they have a machine. */
    private static final long APART_NANOS_MAX = 3_600_000_000_000L;

    static MachineClock now() {
        return new MachineClock(EpochNanos.of(Instant.now()), System.nanoTime(), thisMachine());
    }

    /** The same clocks at another moment by the wall clock. */
    MachineClock at(long otherWallNanos) {
        return new MachineClock(otherWallNanos, monotonicNanos + otherWallNanos - wallNanos, machine);
    }

    /** Whether both were read on one machine, between two of its starts. */
    boolean isSameMachine(MachineClock other) {
        return !machine.isEmpty() && machine.equals(other.machine) && Math.abs(ahead(other)) < APART_NANOS_MAX;
    }

    /** By how much this wall clock was ahead of the other one, if both were read on one machine. */
    long ahead(MachineClock other) {
        return wallNanos - other.wallNanos - (monotonicNanos - other.monotonicNanos);
    }

    private static String thisMachine() {
        try {
            byte[] boot = Files.readAllBytes(BOOT);
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(new String(boot, StandardCharsets.US_ASCII).strip().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, MACHINE_BYTES);
        } catch (IOException e) {
            return ""; // Not Linux.
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every JVM has it.
        }
    }
}
