package dev.mailrace.bench.scale;

import java.util.Locale;

/**
 * What one run does.
 *
 * @param idle sessions send one message each and then stay connected; else as fast as they are answered
 */
record Load(int sessions, boolean idle) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d sessions, %s", sessions, idle ? "idle" : "busy");
    }
}
