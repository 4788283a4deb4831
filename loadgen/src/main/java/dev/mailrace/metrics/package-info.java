/**
 * Counting and timing: one writer a shard, merged once a second. Uses {@code session}.
 */
@NullMarked
package dev.mailrace.metrics;

import org.jspecify.annotations.NullMarked;
