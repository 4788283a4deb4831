/** Benchmarks of meters. */
@NullMarked
package dev.mailrace.meters;

import org.jspecify.annotations.NullMarked;
