/**
 * A mail server to aim at: fast and honest; it accepts, counts and forgets. Uses {@code wire}, {@code sasl},
 * {@code mail}, {@code net}.
 */
@NullMarked
package dev.mailrace.sink;

import org.jspecify.annotations.NullMarked;
