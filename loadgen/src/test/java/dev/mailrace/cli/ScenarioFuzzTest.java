package dev.mailrace.cli;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Scenario files of any bytes: one line of complaint, or a scenario that is printed, and prints the same when read again. */
class ScenarioFuzzTest extends FuzzTest {
    private static final int COMPLAINT_CHARACTERS_MAX = 1_500;

    private final Scratch scratch = new Scratch();

    @Override
    protected void fuzz(byte[] input) throws IOException {
        Typed first = printed(scratch.file("in.yaml", input));
        if (first.exit() != 0) {
            assertSame(first.exit(), 2, "exit code after " + first.err());
            assertSame(first.err().lines().count(), 1L, "lines of " + first.err());
            assertTrue(first.err().length() <= COMPLAINT_CHARACTERS_MAX, "a long complaint: " + first.err());
            assertPlain(first.err().stripTrailing());
            return;
        }
        Typed again = printed(scratch.file("again.yaml", first.out().getBytes(StandardCharsets.UTF_8)));
        assertSame(again.err(), "", "complaints about what was printed: " + first.out());
        assertSame(again.out(), first.out(), "printed again");
    }

    private static Typed printed(Path file) {
        return Typed.run("run", "-s", file.toString(), "--print-scenario");
    }
}
