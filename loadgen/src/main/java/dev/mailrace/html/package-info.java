/** Runs, searches and comparisons as pages: one HTML file each, which opens from disk and asks no network for anything. */
@NullMarked
package dev.mailrace.html;

import org.jspecify.annotations.NullMarked;
