package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import java.time.Duration;

/** Quantities: what is read is within its limits, and is the same when it is written plainly and read again. */
class UnitsFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        Input in = new Input(input);
        int kind = in.below(6);
        String text = in.text();
        try {
            read(kind, text);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
    }

    private static void read(int kind, String text) {
        switch (kind) {
            case 0 -> {
                Duration duration = Units.duration("d", text);
                assertTrue(!duration.isNegative() && duration.compareTo(Duration.ofDays(30)) <= 0, "a duration");
                String plain = duration.toNanos() / 1_000 + "us";
                assertSame(Units.duration("d", plain).toNanos() / 1_000, duration.toNanos() / 1_000, "again");
            }
            case 1 -> {
                double rate = Units.ratePerSecond("r", text);
                assertTrue(rate > 0 && rate <= 1e7, "a rate");
                assertTrue(Double.isFinite(1e9 / rate), "a rate with an interval");
            }
            case 2 -> {
                long count = Units.count("c", text, 1, 1_000_000);
                assertTrue(count >= 1 && count <= 1_000_000, "a count");
                assertSame(Units.count("c", Long.toString(count), 1, 1_000_000), count, "again");
            }
            case 3 -> {
                long bytes = Units.bytes("b", text);
                assertTrue(bytes > 0 && bytes <= 1L << 30, "bytes");
                assertSame(Units.bytes("b", Long.toString(bytes)), bytes, "again");
            }
            case 4 -> {
                double share = Units.share("s", text);
                assertTrue(share >= 0 && share <= 1, "a share");
            }
            default -> {
                AddressRange range = AddressRange.parse("a", text);
                assertTrue(
                        !range.addresses().isEmpty() && range.addresses().size() <= AddressRange.COUNT_MAX,
                        "addresses");
                assertSame(AddressRange.parse("a", range.toString()), range, "again");
            }
        }
    }
}
