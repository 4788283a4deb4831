/**
 * Refusals: ours, of what a user asked for ({@link dev.mailrace.fault.Refusal}), and the operating system's, in the words of
 * errno, which users look up. Every package may use it.
 */
@NullMarked
package dev.mailrace.fault;

import org.jspecify.annotations.NullMarked;
