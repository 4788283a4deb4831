/**
 * A run on disk: {@code run.json} and {@code intervals.hlog} written, read and restored, by format version. Knows no
 * terminal and no page; {@code report} and {@code html} show what is read here.
 */
@NullMarked
package dev.mailrace.runfile;

import org.jspecify.annotations.NullMarked;
