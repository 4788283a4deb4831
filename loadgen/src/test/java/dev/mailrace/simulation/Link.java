package dev.mailrace.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What lies between two ends of a connection.
 *
 * @param latencyNanos one way
 * @param jitterNanos at most so much more, for each segment; none overtakes another
 * @param bufferBytes what either end's kernel takes before the other end has read
 * @param segmentBytesMax what arrives at once, at most
 * @param serverReadBytesMax what the server reads at once, at most
 * @param serverReadGapNanos between two reads of the server
 * @param cut what becomes of it before its ends want that; null: nothing
 */
public record Link(
        long latencyNanos,
        long jitterNanos,
        int bufferBytes,
        int segmentBytesMax,
        int serverReadBytesMax,
        long serverReadGapNanos,
        @Nullable Cut cut) {
    /** Nothing between them but time. */
    public static Link plain(long latencyNanos) {
        return new Link(latencyNanos, 0, 1 << 20, 1 << 20, 1 << 20, 0, null);
    }

    /** How a connection is cut. */
    public enum How {
        /** Both ends are told, each after what was on its way to it. */
        RESET,
        /** Both ends are told; what was on its way is lost. */
        RESET_AT_ONCE,
        /** Nothing gets through any more, either way, and nobody is told. */
        SILENCE,
        /** The sender's side of it ends, as after shutdown(SHUT_WR): the other direction goes on. */
        HALF_CLOSE
    }

    /**
     * Where a connection is cut.
     *
     * @param fromServer in what the server sends; else in what the client sends
     * @param atByte behind so many bytes
     */
    public record Cut(How how, boolean fromServer, long atByte) {}

    Link with(@Nullable Cut other) {
        return new Link(
                latencyNanos, jitterNanos, bufferBytes, segmentBytesMax, serverReadBytesMax, serverReadGapNanos, other);
    }
}
