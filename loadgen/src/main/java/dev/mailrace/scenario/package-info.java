/**
 * What the user asked for, parsed and checked before the load starts. Uses {@code session}, {@code sasl},
 * {@code mail}, {@code pacing}, {@code net}, {@code fault}.
 */
@NullMarked
package dev.mailrace.scenario;

import org.jspecify.annotations.NullMarked;
