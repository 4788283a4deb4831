/**
 * One connection: what was sent, what is awaited, what comes next.
 *
 * <p>Owner thread: the event loop of the session's channel; nothing here is shared between loops.
 */
@NullMarked
package dev.mailrace.session;

import org.jspecify.annotations.NullMarked;
