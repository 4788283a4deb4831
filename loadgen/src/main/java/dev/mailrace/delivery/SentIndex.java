package dev.mailrace.delivery;

import java.util.HashMap;
import java.util.Map;

/**
 * What was sent to whom, by recipient, for deliveries that are joined later: 32 bytes each. Owned by one thread.
 *
 * <p>Recipients have numbers: the message's, times the most that a message has, and their own in it.
 */
final class SentIndex {
    private static final int PAGE_BITS = 10;
    private static final int NUMBERS_EACH = 4;

    private final Map<Long, long[]> pages = new HashMap<>();
    private final int width;
    private long[] page = {};
    private int at;

    SentIndex(int width) {
        this.width = width;
    }

    int width() {
        return width;
    }

    /** @param address its digest, never 0 */
    void put(long sequence, int recipient, long address, ContentDigest digest, long dueMicros) {
        long key = sequence * width + recipient;
        page = pages.computeIfAbsent(key >> PAGE_BITS, each -> new long[NUMBERS_EACH << PAGE_BITS]);
        at = place(key);
        page[at] = address;
        page[at + 1] = digest.header();
        page[at + 2] = digest.body();
        page[at + 3] = dueMicros;
    }

    private static int place(long key) {
        return (int) (key & ((1 << PAGE_BITS) - 1)) * NUMBERS_EACH;
    }

    /** Finds one, for the getters, and returns whether it is there. */
    boolean find(long sequence, int recipient) {
        long key = sequence * width + recipient;
        long[] found = pages.get(key >> PAGE_BITS);
        if (found == null || found[place(key)] == ContentDigest.UNKNOWN) {
            return false;
        }
        page = found;
        at = place(key);
        return true;
    }

    /** Finds any of a message's; -1: there is none. */
    int findAny(long sequence) {
        for (int i = 0; i < width; i++) {
            if (find(sequence, i)) {
                return i;
            }
        }
        return -1;
    }

    /** Finds that of an address; -1: it is none of the message's. */
    int find(long sequence, String address) {
        long wanted = ContentDigest.ofAddress(address);
        for (int i = 0; i < width; i++) {
            if (find(sequence, i) && page[at] == wanted) {
                return i;
            }
        }
        return -1;
    }

    long header() {
        return page[at + 1];
    }

    long body() {
        return page[at + 2];
    }

    /** When it was due, since 1970. */
    long dueMicros() {
        return page[at + 3];
    }
}
