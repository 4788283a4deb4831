/**
 * Runs on a terminal and as text: tables, Markdown, JUnit XML and CSV, live and at the end. What a run's folder holds is
 * {@code runfile}'s.
 */
@NullMarked
package dev.mailrace.report;

import org.jspecify.annotations.NullMarked;
