package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The numbers that patterns of users run through. */
public final class UserRange {
    @Option(
            names = "--users",
            paramLabel = "FIRST..LAST",
            description = "Numbers that fill patterns such as 'user%%05d' (default: ${DEFAULT-VALUE}).")
    String users = "1..1000";

    public long first() {
        return range()[0];
    }

    public long last() {
        return range()[1];
    }

    private long[] range() {

        String[] ends = users.split("\\.\\.", -1);
        try {
            long first = ends.length == 1 ? 1 : Long.parseLong(ends[0].strip());
            long last = Long.parseLong(ends[ends.length - 1].strip());
            if (ends.length > 2 || first < 0 || last < first) {
                throw refused(null);
            }
            return new long[] {first, last};
        } catch (NumberFormatException e) {
            throw refused(e);
        }
    }

    private Refusal refused(@Nullable NumberFormatException cause) {
        return new Refusal("users", users, "FIRST..LAST, such as 1..1000, or N for 1..N", cause);
    }
}
