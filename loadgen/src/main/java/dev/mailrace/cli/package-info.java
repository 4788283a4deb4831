/** The command line: a class a subcommand, their outputs and their messages. Runs are made by {@code experiment} alone. */
@NullMarked
package dev.mailrace.cli;

import org.jspecify.annotations.NullMarked;
