/** Numbers, times and labels as people read them. Pure functions. */
@NullMarked
package dev.mailrace.words;

import org.jspecify.annotations.NullMarked;
