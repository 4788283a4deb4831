package dev.mailrace.delivery;

/** Messages of a run that are waited for, as their books need to know them. Owned by the books' thread, but for the log. */
interface Awaited {
    /** The most recipients that a message has. */
    int width();

    /** How many recipients the message of that number most likely has. */
    int recipients(long sequence);

    /** Where what arrives is written down. */
    ArrivalLog log();

    /** The load begins then, on the loops' ticker and by the wall clock. */
    void begins(long nanos, long epochNanos);
}
