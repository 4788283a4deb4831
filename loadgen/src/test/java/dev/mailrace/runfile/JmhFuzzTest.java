package dev.mailrace.runfile;

import dev.mailrace.analysis.BenchmarkFigures;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Scratch;
import java.io.IOException;
import java.util.List;

/** JMH's results of any bytes: figures, or a refusal. */
class JmhFuzzTest extends FuzzTest {
    private final Scratch scratch = new Scratch();

    @Override
    protected void fuzz(byte[] input) throws IOException {
        try {
            for (BenchmarkFigures figures : JmhReader.read(List.of(scratch.file("jmh.json", input)))) {
                assertTrue(!figures.name().isEmpty(), "a name");
                assertTrue(figures.scores().stream().allMatch(Double::isFinite), "scores that can be compared");
            }
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
    }
}
