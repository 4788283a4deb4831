package dev.mailrace.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/** How many connections were begun to each address of a server, and how many of them failed. Owned by one thread at a time. */
public final class AddressCounts {
    /**
     * Of one address.
     *
     * @param attempted connections begun
     * @param failed those of them that were not made
     */
    public record Count(long attempted, long failed) {}

    private static final int ATTEMPTED = 0;
    private static final int FAILED = 1;

    private final Map<String, long[]> counts =
            new LinkedHashMap<>(); // kept by reset: nothing is made anew a connection

    /** Adds to what is known of an address, as files have it. */
    public void add(String address, long attempted, long failed) {
        long[] count = of(address);
        count[ATTEMPTED] += attempted;
        count[FAILED] += failed;
    }

    void attempted(String address) {
        of(address)[ATTEMPTED]++;
    }

    void failed(String address) {
        of(address)[FAILED]++;
    }

    private long[] of(String address) {
        long[] count = counts.get(address);
        if (count == null) {
            count = new long[2];
            counts.put(address, count);
        }
        return count;
    }

    void add(AddressCounts other) {
        other.counts.forEach((address, count) -> add(address, count[ATTEMPTED], count[FAILED]));
    }

    void reset() {
        counts.values().forEach(count -> {
            count[ATTEMPTED] = 0;
            count[FAILED] = 0;
        });
    }

    /** In the order in which addresses were first tried; those that were not are left out. */
    public Map<String, Count> byAddress() {
        Map<String, Count> known = new LinkedHashMap<>();
        counts.forEach((address, count) -> {
            if (count[ATTEMPTED] + count[FAILED] > 0) {
                known.put(address, new Count(count[ATTEMPTED], count[FAILED]));
            }
        });
        return known;
    }
}
