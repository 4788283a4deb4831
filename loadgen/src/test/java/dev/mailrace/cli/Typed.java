package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command line, run in this JVM, printed and returned. */
public record Typed(int exit, String out, String err) {
    public static Typed run(String... arguments) {
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
        Typed typed = run(arguments);
        for (int again = 0; again < 4 && typed.exit == ExitCode.INVALID.number(); again++) {
            typed = run(arguments);
        }
        return typed;
    }

    /** The first line of the error output, but for the word that a connection takes its time: on a busy machine it does. */
    public String complaint() {
        return err.lines()
                .filter(line -> !line.startsWith("mailrace: connecting to "))
                .findFirst()
                .orElse("");
    }
}
