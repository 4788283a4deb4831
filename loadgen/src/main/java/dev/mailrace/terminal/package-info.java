/** This process's standard streams: terminals or not, their size, their readers, their character set. */
@NullMarked
package dev.mailrace.terminal;

import org.jspecify.annotations.NullMarked;
