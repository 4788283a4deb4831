package dev.mailrace.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Our own faults, and those of the machine below us, for people: a line, and no stack trace unless it is asked for. */
final class Faults {
    private static final String TRACE = "MAILRACE_TRACE";

    private Faults() {}

    static void tell(Throwable fault, PrintStream err) {
        if (fault instanceof OutOfMemoryError) {
            err.println(outOfMemory(String.valueOf(fault.getMessage())));
        } else {
            err.println("mailrace: a fault of ours: " + Main.oneLine(fault.toString()));
            err.println("Please report it with the command line; set " + TRACE + "=1 to see where it came from.");
        }
        if (System.getenv(TRACE) != null) {
            for (StackTraceElement frame : fault.getStackTrace()) {
                err.println("    at " + frame);
            }
        }
        err.flush();
    }

    private static String outOfMemory(String what) {
        if (what.contains("thread")) {
            return "mailrace: the system gives no more threads (expected: a higher ulimit -u or pids limit)";
        }
        return String.format(
                Locale.ROOT,
                "mailrace: out of memory: %d MiB are not enough (expected: more, MAILRACE_JAVA_OPTIONS=-Xmx2g, or fewer "
                        + "connections, smaller messages)",
                Runtime.getRuntime().maxMemory() >> 20);
    }
}
