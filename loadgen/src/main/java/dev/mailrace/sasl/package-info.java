/**
 * Client SASL (RFC 4422): challenge bytes in, response bytes out; no Netty, no base64.
 *
 * <p>The JDK's {@code javax.security.sasl} does the mathematics; only what it lacks is ours.
 */
@NullMarked
package dev.mailrace.sasl;

import org.jspecify.annotations.NullMarked;
