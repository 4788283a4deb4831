/** Benchmarks of writing messages. */
@NullMarked
package dev.mailrace.mail;

import org.jspecify.annotations.NullMarked;
