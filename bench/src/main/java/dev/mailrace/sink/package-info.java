/** Benchmarks of the sink's sessions on in-memory channels. */
@NullMarked
package dev.mailrace.sink;

import org.jspecify.annotations.NullMarked;
