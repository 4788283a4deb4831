package dev.mailrace.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Internal errors, and those of the machine: one line for people, and a stack trace only where it is asked for. */
final class Faults {
    private static final String TRACE = "MAILRACE_TRACE";

    /** The message for when there is no memory to compose one. */
    private static final byte[] OUT_OF_MEMORY = String.format(
                    Locale.ROOT,
                    "mailrace: out of memory: %d MiB are not enough (expected: more, MAILRACE_JAVA_OPTIONS=-Xmx2g, or fewer "
                            + "connections, smaller messages)%n",
                    Runtime.getRuntime().maxMemory() >> 20)
            .getBytes(StandardCharsets.UTF_8);

    private static final String NO_THREADS =
            "mailrace: the system gives no more threads (expected: a higher ulimit -u or pids limit)";

    /** Released when memory runs out, so that the result can be written. */
    private static final int RESERVE_BYTES = 1 << 20;

    private static final AtomicReference<byte @Nullable []> RESERVE = new AtomicReference<>();
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private Faults() {}

    /** Reserves memory for reporting its lack; for a process of its own. */
    static void prepare() {
        RESERVE.set(new byte[RESERVE_BYTES]);
    }

    static void tell(Throwable fault, PrintStream err) {
        if (fault instanceof OutOfMemoryError) {
            outOfMemory(fault, err);
            return;
        }
        err.println("mailrace: internal error: " + Main.oneLine(fault.toString()));
        err.println("Please report it with the command line; set " + TRACE + "=1 to see where it came from.");
        if (System.getenv(TRACE) != null) {
            for (StackTraceElement frame : fault.getStackTrace()) {
                err.println("    at " + frame);
            }
        }
        err.flush();
    }

    /** Once: many threads meet it, and it is one fault. */
    private static void outOfMemory(Throwable fault, PrintStream err) {
        RESERVE.set(null);
        if (TOLD.getAndSet(true)) {
            return;
        }
        String message = fault.getMessage();
        if (message != null && message.contains("thread")) {
            err.println(NO_THREADS);
        } else {
            err.write(OUT_OF_MEMORY, 0, OUT_OF_MEMORY.length);
        }
        err.flush();
    }
}
