/** Programs as processes: kept to a core, bounded in time, ended by their own id; and what they print, as numbers. */
@NullMarked
package dev.mailrace.bench.processes;

import org.jspecify.annotations.NullMarked;
