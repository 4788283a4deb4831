/** Mailrace from one session to many, and to more than a process holds: CPU a message and memory a session. */
@NullMarked
package dev.mailrace.bench.scale;

import org.jspecify.annotations.NullMarked;
