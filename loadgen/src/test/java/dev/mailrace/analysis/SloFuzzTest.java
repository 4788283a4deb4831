package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import java.util.List;

/** Thresholds: what is written of one is read as the same, and can be held against numbers. */
class SloFuzzTest extends FuzzTest {
    private static final List<String> MONITORS = List.of("queue", "m.cpu");

    @Override
    protected void fuzz(byte[] input) {
        Slo slo;
        try {
            slo = Slo.parse(new Input(input).text(), MONITORS);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
            return;
        }
        assertPlain(slo.toString());
        assertSame(Slo.parse(slo.toString(), MONITORS), slo, "again");
        assertTrue(Double.isFinite(slo.limit()) && slo.limit() >= 0, "a limit");
        assertPlain(slo.quantity().unit().text(slo.limit()));
    }
}
