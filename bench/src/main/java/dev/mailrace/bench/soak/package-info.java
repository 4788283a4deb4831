/** Whether anything grows that must not: hours of mixed load, watched from outside, judged by trends. */
@NullMarked
package dev.mailrace.bench.soak;

import org.jspecify.annotations.NullMarked;
