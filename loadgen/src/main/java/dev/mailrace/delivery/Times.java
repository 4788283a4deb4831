package dev.mailrace.delivery;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When what is in the server was due and accepted, by recipient. Recipients with neighbouring numbers share a page, and a page goes
 * when all of its have arrived. There are at most {@value #PAGES_MAX} pages, some 64 MiB; then the oldest goes, and its times are
 * not known. Owned by one thread.
 */
final class Times {
    static final int PAGE_BITS = 12;
    static final int PAGES_MAX = 1_024;

    private static final int PAGE = 1 << PAGE_BITS;
    private static final long NONE = Long.MIN_VALUE;

    private static final class Page {
        final long[] accepted = new long[PAGE];
        final long[] due = new long[PAGE];
        int used;

        Page() {
            Arrays.fill(accepted, NONE);
        }
    }

    private final Map<Long, Page> pages = new LinkedHashMap<>();
    private long acceptedNanos;
    private long dueMicros;

    void put(long key, long accepted, long due) {
        Page page = pages.get(key >> PAGE_BITS);
        if (page == null) {
            if (pages.size() == PAGES_MAX) {
                Iterator<Page> oldest = pages.values().iterator();
                oldest.next();
                oldest.remove();
            }
            page = new Page();
            pages.put(key >> PAGE_BITS, page);
        }
        int index = (int) key & PAGE - 1;
        page.used += page.accepted[index] == NONE ? 1 : 0;
        page.accepted[index] = accepted;
        page.due[index] = due;
    }

    /** Finds the times of a recipient, for the getters, and returns whether they are known. */
    boolean find(long key) {
        Page page = pages.get(key >> PAGE_BITS);
        int index = (int) key & PAGE - 1;
        if (page == null || page.accepted[index] == NONE) {
            return false;
        }
        acceptedNanos = page.accepted[index];
        dueMicros = page.due[index];
        return true;
    }

    /** As {@link #find}, and forgets them. */
    boolean take(long key) {
        Page page = pages.get(key >> PAGE_BITS);
        if (page == null || !find(key)) {
            return false;
        }
        page.accepted[(int) key & PAGE - 1] = NONE;
        if (--page.used == 0) {
            pages.remove(key >> PAGE_BITS);
        }
        return true;
    }

    /** On the loops' ticker. */
    long acceptedNanos() {
        return acceptedNanos;
    }

    /** Since 1970. */
    long dueMicros() {
        return dueMicros;
    }
}
