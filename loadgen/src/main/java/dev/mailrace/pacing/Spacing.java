package dev.mailrace.pacing;

/** How arrivals are spread around the rate that a {@link RateProfile} asks for. */
public enum Spacing {
    /** One each time the expected count passes a whole number: at a constant rate, a metronome. */
    EVEN,

    /** Independent of each other, as many unrelated senders are: at a constant rate, gaps are exponential. */
    POISSON
}
