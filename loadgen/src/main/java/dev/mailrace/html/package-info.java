/** Runs, searches and comparisons as pages: one self-contained HTML file each, without network requests. */
@NullMarked
package dev.mailrace.html;

import org.jspecify.annotations.NullMarked;
