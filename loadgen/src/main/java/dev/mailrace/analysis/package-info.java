/** Judging runs: thresholds, comparisons of runs, and the search for a server's capacity. */
@NullMarked
package dev.mailrace.analysis;

import org.jspecify.annotations.NullMarked;
