/**
 * Words to calls, nothing else: one class a subcommand. Uses everything below it.
 */
@NullMarked
package dev.mailrace.cli;

import org.jspecify.annotations.NullMarked;
