/**
 * SMTP bytes to values and back (RFC 5321): no channel state, no time, no policy.
 *
 * <p>Owner thread: none of its own; every mutable class belongs to the one thread that uses it.
 *
 * <p>Deliberate: a reply is reported as an {@code int} code first and as a {@link dev.mailrace.wire.Reply} only on
 * request, because at load a plain 250 must cost no object.
 */
@NullMarked
package dev.mailrace.wire;

import org.jspecify.annotations.NullMarked;
