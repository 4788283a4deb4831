/** This process's standard streams: whether they are terminals, how large, who still reads them, what the locale can spell. */
@NullMarked
package dev.mailrace.terminal;

import org.jspecify.annotations.NullMarked;
