/**
 * Runs as meters for other tools: scraped by Prometheus, pushed by OTLP, or written at a run's end in Prometheus' text
 * format.
 *
 * <p>Micrometer keeps counters and gauges, and has the JVM's meters. Its histograms take one value at a time; ours come
 * as HdrHistograms, a second at once, so they are kept here ({@link TimeHistogram}) and handed to both ways out.
 */
@NullMarked
package dev.mailrace.meters;

import org.jspecify.annotations.NullMarked;
