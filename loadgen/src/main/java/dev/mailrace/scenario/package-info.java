/**
 * What the user asked for, parsed and checked before the load starts.
 */
@NullMarked
package dev.mailrace.scenario;

import org.jspecify.annotations.NullMarked;
