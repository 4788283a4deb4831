package dev.mailrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command line, run in this JVM, printed and returned. */
record Typed(int exit, String out, String err) {
    static Typed run(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit = Main.execute(arguments);
            return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
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

    /** The first line of the error output. */
    String complaint() {
        return err.lines().findFirst().orElse("");
    }
}
