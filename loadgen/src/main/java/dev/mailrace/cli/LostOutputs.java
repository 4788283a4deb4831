package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.terminal.StandardStream;
import dev.mailrace.words.Human;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
    private @Nullable AtOnce atOnce; // Null while no run goes on.

    /** How a loss during a run is said, and what follows from it. */
    private record AtOnce(Predicate<String> shown, String effect, Runnable then) {}

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

    void add(String name, String why) {
        AtOnce told = noted(name, why);
        if (told == null || hasLeft(name)) {
            return;
        }
        String line = line(name, why) + " (" + told.effect + ")";
        if (!told.shown.test(line)) {
            System.err.println(line);
            System.err.flush();
        }
        told.then.run();
    }

    /** Whether it went to a reader that needs no more: that ends the run by itself, and quietly. */
    private static boolean hasLeft(String name) {
        return (name.equals(STANDARD_OUTPUT) || name.endsWith(within(STANDARD_OUTPUT)))
                && System.out instanceof StandardStream standard
                && standard.isReaderGone();
    }

    /** Returns how to say it now; null: not now, or it was said. */
    private synchronized @Nullable AtOnce noted(String name, String why) {
        return reasons.putIfAbsent(name, why) != null || reasons.size() > NAMED_MAX ? null : atOnce;
    }

    private static String line(String name, String why) {
        return "mailrace: output lost: " + Main.oneLine(name + ": " + why);
    }

    /**
     * From now on a loss is said when it is met, not only at the end.
     *
     * @param shown takes the line, or returns false where it has to be printed
     * @param effect what follows from it, for people
     * @param then makes that happen
     */
    synchronized void tellAtOnce(Predicate<String> shown, String effect, Runnable then) {
        atOnce = new AtOnce(shown, effect, then);
    }

    /** The last run has ended: what is lost from now on is said with all that is. */
    synchronized void runsEnded() {
        atOnce = null;
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

    /** Whether an output in that folder is lost. */
    synchronized boolean hasWithin(Path folder) {
        return reasons.keySet().stream().anyMatch(name -> name.startsWith(folder.toString()));
    }

    /** Names them. */
    synchronized void tell(PrintStream err) {
        int told = 0;
        for (Map.Entry<String, String> lost : reasons.entrySet()) {
            if (told++ == NAMED_MAX) {
                int more = reasons.size() - NAMED_MAX;
                err.println("mailrace: " + Human.counted(more, "more output") + (more == 1 ? " is" : " are") + " lost");
                break;
            }
            err.println(line(lost.getKey(), lost.getValue()));
        }
        err.flush();
    }

    /**
     * What a command ends with: a loss turns a pass into one, and never hides what is worse.
     *
     * @param endedForIt whether a loss ended the command early, and no signal
     */
    synchronized int exit(int otherwise, boolean endedForIt) {
        boolean early = endedForIt && otherwise == ExitCode.INTERRUPTED.number();
        boolean less = otherwise == ExitCode.OK.number() && !reasons.isEmpty();
        return early || less ? ExitCode.OUTPUT_LOST.number() : otherwise;
    }
}
