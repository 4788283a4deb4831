/** Benchmarks of SMTP bytes to values and back, and base64 beside its rivals. */
@NullMarked
package dev.mailrace.wire;

import org.jspecify.annotations.NullMarked;
