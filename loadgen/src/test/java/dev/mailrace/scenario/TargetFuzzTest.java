package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;

/** Targets: what is written of one is read as the same. */
class TargetFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        Target target;
        try {
            target = Target.parse(new Input(input).text());
        } catch (Refusal e) {
            assertPlain(e.getMessage());
            return;
        }
        assertSame(Target.parse(target.toString()), target, "again");
    }
}
