/** Benchmarks of counting and timing. */
@NullMarked
package dev.mailrace.metrics;

import org.jspecify.annotations.NullMarked;
