/** Benchmarks of the client's sessions on in-memory channels. */
@NullMarked
package dev.mailrace.session;

import org.jspecify.annotations.NullMarked;
