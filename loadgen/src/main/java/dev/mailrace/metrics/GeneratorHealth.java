package dev.mailrace.metrics;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Who judges a generator: this process of itself, or several that load together. Owned by the collector's thread. */
public interface GeneratorHealth {
    /** How an interval stands; as {@link SelfHealth#interval} has it. */
    Condition interval(Limits limits, Stage stage, long lengthNanos, Histogram slip, Histogram loopLag);

    /** Judges the measured stage; as {@link SelfHealth#judge} has it. */
    SelfHealth.Verdict judge(Limits limits, Histogram slip, Histogram loopLag, @Nullable Histogram whole);
}
