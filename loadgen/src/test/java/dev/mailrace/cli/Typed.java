package dev.mailrace.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailrace.analysis.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a command line, run in this JVM, printed and returned. */
record Typed(int exit, String out, String err) {
    private static final int TRIES = 3;

    static Typed run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Typed typed = into(new PrintStream(out, true, StandardCharsets.UTF_8), arguments);
        return new Typed(typed.exit, out.toString(StandardCharsets.UTF_8), typed.err);
    }

    /** The same with another standard output: nothing is known of what was printed there. */
    static Typed into(PrintStream out, String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(out);
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit = Main.execute(arguments);
            return new Typed(exit, "", err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    /** The same, made again when it was invalid: a machine that is busy elsewhere spoils a run, and that is no fault. */
    static Typed undisturbed(String... arguments) {
        return until(typed -> typed.exit != ExitCode.INVALID.number(), arguments);
    }

    /**
     * The same, made again until it came out as wanted. It must at last, but on a machine that has more to do than it can:
     * there the test is given up, which is said where tests are counted.
     */
    static Typed until(Predicate<Typed> wanted, String... arguments) {
        Typed typed = run(arguments);
        for (int again = 1; again < TRIES && !wanted.test(typed); again++) {
            forget(arguments);
            typed = run(arguments);
        }
        assumeThat(wanted.test(typed) || !isBusy())
                .as("spoiled by other programs, %d times: %s", TRIES, typed.err)
                .isTrue();
        return typed;
    }

    /** Removes what the last try left, for results are never written over. */
    private static void forget(String... arguments) {
        int option = List.of(arguments).indexOf("--results");
        if (option < 0) {
            return;
        }
        try (Stream<Path> files = Files.walk(Path.of(arguments[option + 1]))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether more threads want to run than there are processors. */
    static boolean isBusy() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() > system.getAvailableProcessors();
    }

    /** The first line of the error output, but for the word that a connection takes its time: on a busy machine it does. */
    public String complaint() {
        return err.lines()
                .filter(line -> !line.startsWith("mailrace: connecting to "))
                .findFirst()
                .orElse("");
    }
}
