package dev.mailrace.engine;

import java.time.Instant;

/**
 * When a load begins that begins elsewhere too.
 *
 * @param nanos on Netty's system ticker, which all loops have
 * @param wall the same moment, by the clock that messages are stamped by
 */
public record StartTime(long nanos, Instant wall) {}
