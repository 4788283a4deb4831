/**
 * Whether what a server accepted arrived, when, and whole: receivers, which recognise messages by their stamp and hold them against
 * the plan, and the books of deliveries.
 *
 * <p>Owner threads: an intake belongs to its session's loop, the books to the thread that runs the engine; an
 * {@link dev.mailrace.delivery.ArrivalLog} stands between them.
 */
@NullMarked
package dev.mailrace.delivery;

import org.jspecify.annotations.NullMarked;
