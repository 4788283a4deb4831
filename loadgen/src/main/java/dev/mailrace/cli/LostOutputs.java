package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.terminal.StandardStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Outputs that were asked for and could not be written. A command goes on without them; they are named when it has ended,
 * after its answer, and a pass with one of them is no pass. Any thread may add one.
 */
final class LostOutputs {
    static final String STANDARD_OUTPUT = "standard output";
    static final String STANDARD_ERROR = "standard error";

    /** A search of an hour on a full disk loses hundreds of files for one reason. */
    private static final int NAMED_MAX = 8;

    private final Map<String, String> reasons = new LinkedHashMap<>();

    /** Those of the command line that {@code spec} is a command of. */
    static LostOutputs of(CommandSpec spec) {
        return Main.of(spec).lost;
    }

    /** Something that writes an output. */
    interface Writing {
        void write() throws IOException;
    }

    /** Writes an output, or notes that it is lost. */
    void attempt(String name, Writing writing) {
        try {
            writing.write();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            add(name, e);
        }
    }

    /** The output of that name is lost; the first reason counts. */
    void add(String name, Throwable why) {
        add(name, why(why));
    }

    private static String why(Throwable e) {
        if (e instanceof IOException failure) {
            return SystemWords.of(failure);
        }
        if (e instanceof RuntimeException && e.getCause() instanceof IOException cause) {
            return SystemWords.of(cause);
        }
        return e instanceof OutOfMemoryError ? "out of memory" : "internal error: " + e;
    }

    synchronized void add(String name, String why) {
        reasons.putIfAbsent(name, why);
    }

    /** Notes what the process' own streams did not take; a reader that has closed them misses nothing. */
    void addStandardStreams() {
        addStandardStream(STANDARD_OUTPUT, System.out);
        addStandardStream(STANDARD_ERROR, System.err);
    }

    private synchronized void addStandardStream(String name, PrintStream stream) {
        String failure = StandardStream.failure(stream);
        if (failure == null) {
            return;
        }
        reasons.remove(name);
        if (stream instanceof StandardStream standard
                && (standard.isReaderGone() || (standard.wasClosed() && stream == System.err))) {
            reasons.keySet().removeIf(lost -> lost.endsWith(within(name)));
        } else if (reasons.keySet().stream().noneMatch(lost -> lost.endsWith(within(name)))) {
            add(name, failure);
        }
    }

    /** How names end of outputs that go to a standard stream of that name. */
    static String within(String standardStream) {
        return " (" + standardStream + ")";
    }

    /** Whether the output of that name is lost. */
    synchronized boolean has(String name) {
        return reasons.containsKey(name);
    }

    /** Names them. */
    synchronized void tell(PrintStream err) {
        int told = 0;
        for (Map.Entry<String, String> lost : reasons.entrySet()) {
            if (told++ == NAMED_MAX) {
                err.println("mailrace: " + (reasons.size() - NAMED_MAX) + " more outputs are lost");
                break;
            }
            err.println("mailrace: output lost: " + Main.oneLine(lost.getKey() + ": " + lost.getValue()));
        }
        err.flush();
    }

    /** What a command ends with: a loss turns a pass into one, and never hides what is worse. */
    synchronized int exit(int otherwise) {
        return otherwise == ExitCode.OK.number() && !reasons.isEmpty() ? ExitCode.OUTPUT_LOST.number() : otherwise;
    }
}
