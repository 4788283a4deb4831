/**
 * The options of the command line and the keys of a scenario file, and what they make: scenarios, loads, a sink's settings. A
 * complaint names the option, or the key and its place in the file.
 */
@NullMarked
package dev.mailrace.options;

import org.jspecify.annotations.NullMarked;
