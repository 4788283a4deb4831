/**
 * Runs as files and screens; each report is a {@link dev.mailrace.metrics.RunObserver}. Uses {@code metrics},
 * {@code session}, {@code fault}.
 */
@NullMarked
package dev.mailrace.report;

import org.jspecify.annotations.NullMarked;
