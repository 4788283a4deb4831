/**
 * A run and what is made of runs: the session before the load, series of runs, A-B-B-A pairs, the search for a capacity, the
 * calibration, the dry run. Knows no option and no terminal: commands give it scenarios and are told the progress.
 */
@NullMarked
package dev.mailrace.experiment;

import org.jspecify.annotations.NullMarked;
