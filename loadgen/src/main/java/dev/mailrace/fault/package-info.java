/**
 * How a no is said: by us, to what a user asked for ({@link dev.mailrace.fault.Refusal}), and by the system, in the words that
 * people look up, errno's. Every package may use it.
 */
@NullMarked
package dev.mailrace.fault;

import org.jspecify.annotations.NullMarked;
