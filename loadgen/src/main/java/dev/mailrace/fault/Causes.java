package dev.mailrace.fault;

import java.util.ArrayList;
import java.util.List;

/** What an exception was caused by. */
public final class Causes {
    private static final int MAX = 20; // A chain of causes may be a circle.

    private Causes() {}

    /** The exception, what caused it, what caused that, and so on: one at least. */
    public static List<Throwable> of(Throwable fault) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = fault; cause != null && causes.size() < MAX; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
