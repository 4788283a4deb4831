/**
 * Judges runs: thresholds, whether one side differs from another by more than chance and by more than the minimum
 * effect, and the search for a server's capacity.
 */
@NullMarked
package dev.mailrace.analysis;

import org.jspecify.annotations.NullMarked;
