package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Scratch;
import dev.mailrace.metrics.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A run's folder of any bytes: figures and a report, or a refusal; and what is written of a run again is read again. */
class RunFuzzTest extends FuzzTest {
    /** Parts what is run.json from what is the log. */
    private static final byte[] BETWEEN = "\n====\n".getBytes(StandardCharsets.US_ASCII);

    private final Scratch scratch = new Scratch();

    @Override
    protected void fuzz(byte[] input) throws IOException {
        int end = between(input);
        Path file = scratch.file(PastRun.RUN_FILE, Arrays.copyOf(input, end));
        int log = Math.min(input.length, end + BETWEEN.length);
        scratch.file(PastRun.INTERVALS_FILE, Arrays.copyOfRange(input, log, input.length));
        try {
            RunReader.read(file);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
        try {
            PastRun run = PastRun.open(file);
            RunResult result = run.replay(List.of());
            result.measured()
                    .outcomes()
                    .entries()
                    .forEach(entry -> assertPlain(entry.outcome().sample()));
            ObjectNode document = RunDocument.of(result);
            ObjectNode again = again(document);
            assertSame(counts(again), counts(document), "totals again");
            assertSame(again.get("outcomes"), document.get("outcomes"), "outcomes again");
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
    }

    private ObjectNode again(ObjectNode document) throws IOException {
        Path file = scratch.file("again.json", RunFile.bytes(document));
        return RunDocument.of(PastRun.open(file).replay(List.of()));
    }

    /** All but a quotient, whose divisor is rounded in the file. */
    private static JsonNode counts(ObjectNode document) {
        return document.withObject("totals").deepCopy().without("accepted_per_second");
    }

    private static int between(byte[] input) {
        for (int i = 0; i + BETWEEN.length <= input.length; i++) {
            if (Arrays.equals(input, i, i + BETWEEN.length, BETWEEN, 0, BETWEEN.length)) {
                return i;
            }
        }
        return input.length;
    }
}
