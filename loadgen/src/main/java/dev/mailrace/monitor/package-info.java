/**
 * What is seen beside a load: numbers that the server's side gives second by second, and events that users tell of. It knows
 * where numbers come from and when they are asked for; no words for people but reasons of failures, no terminal.
 *
 * <p>One daemon thread owns the times; what may wait (commands, servers, large folders) is asked in a small pool of others, and
 * never twice at once. Nothing of this runs on an event loop, and the collector's thread only takes what is there.
 */
@NullMarked
package dev.mailrace.monitor;

import org.jspecify.annotations.NullMarked;
