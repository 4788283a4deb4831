package dev.mailrace.delivery;

import dev.mailrace.delivery.ArrivalNotes.Told;

/**
 * A line of a deliveries file that matters to one run. Immutable.
 *
 * @param nanos when, from the run's start
 * @param told what the message says of itself, where it names the run; of a notice, what it says of the message that it is about
 * @param recipient an address; empty: not known
 * @param words of a notice, or why a mailbox could not be read
 */
record SeenArrival(ArrivalLog.Kind kind, long nanos, Told told, String recipient, ContentDigest digest, String words) {
    /** Whether its mark names the run. */
    boolean ofMark() {
        return !told.markRun().isEmpty();
    }

    /** Whether its Message-ID does. */
    boolean ofId() {
        return !told.idRun().isEmpty();
    }
}
