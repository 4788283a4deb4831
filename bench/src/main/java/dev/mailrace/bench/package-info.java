/**
 * What the microbenchmarks share: how they are run, what they print, and the messages and in-memory channels they use.
 *
 * <p>The benchmarks themselves stand in packages that mirror those they measure, so that they reach what is
 * package-private there.
 */
@NullMarked
package dev.mailrace.bench;

import org.jspecify.annotations.NullMarked;
