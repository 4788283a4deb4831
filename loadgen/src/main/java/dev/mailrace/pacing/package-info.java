/**
 * When each message should start: pure values, no clock, no thread.
 *
 * <p>Times are nanoseconds from the start of the profile; what they are added to is the caller's affair.
 *
 * <p>Owner thread: none of its own; a {@link dev.mailrace.pacing.Schedule} belongs to the one thread that uses it, all
 * else is immutable.
 *
 * <p>Deliberate: every shard draws the whole Poisson sequence and keeps its own share, so that the plan is the same
 * whatever the number of shards. That is a draw, some 60 ns, for each shard and message: half a microsecond on eight.
 */
@NullMarked
package dev.mailrace.pacing;

import org.jspecify.annotations.NullMarked;
