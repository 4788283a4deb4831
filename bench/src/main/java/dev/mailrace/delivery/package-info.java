/** Benchmarks of a receiver's sessions on in-memory channels. */
@NullMarked
package dev.mailrace.delivery;

import org.jspecify.annotations.NullMarked;
