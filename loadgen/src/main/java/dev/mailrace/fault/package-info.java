/**
 * What the system says no with, in the words that people look up: errno's. Uses no other package; every other may use it.
 */
@NullMarked
package dev.mailrace.fault;

import org.jspecify.annotations.NullMarked;
