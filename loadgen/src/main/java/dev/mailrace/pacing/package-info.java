/**
 * When each message should start: pure values, no clock, no thread. Uses no other package.
 */
@NullMarked
package dev.mailrace.pacing;

import org.jspecify.annotations.NullMarked;
