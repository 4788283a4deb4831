/**
 * Starts sessions and transactions on time.
 *
 * <p>Owner thread: a {@link dev.mailrace.engine.Shard} and all that it owns belong to one event loop.
 */
@NullMarked
package dev.mailrace.engine;

import org.jspecify.annotations.NullMarked;
