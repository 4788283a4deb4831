package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import java.util.Map;

/** Pages of metrics and what is looked for in them: what is found is a number, whatever stands around it; the rest is a reason. */
class MetricsTextFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        String[] parts = new Input(input).text().split("\n", 2);
        SeriesSelector selector;
        try {
            selector = SeriesSelector.of(parts[0]);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
            return;
        }
        assertSame(SeriesSelector.of(selector.toString()), selector, "again");
        String page = parts.length < 2 ? "" : parts[1];
        Map<Map<String, String>, Double> found;
        try {
            found = MetricsText.matching(page, selector);
        } catch (MonitorFailure e) {
            assertPlain(MonitorFailure.reason(e));
            return;
        }
        assertTrue(found.values().stream().allMatch(Double::isFinite), "numbers");
        assertTrue(found.keySet().stream().allMatch(selector::matches), "labels that match");
        try {
            assertSame(MetricsText.matching("# before\n" + page + "\nafter_it 1\n", selector), found, "within others");
        } catch (MonitorFailure e) {
            assertTrue(selector.name().equals("after_it"), "within others: " + MonitorFailure.reason(e));
        }
    }
}
