/**
 * Counting and timing: one writer per shard, merged once a second.
 */
@NullMarked
package dev.mailrace.metrics;

import org.jspecify.annotations.NullMarked;
