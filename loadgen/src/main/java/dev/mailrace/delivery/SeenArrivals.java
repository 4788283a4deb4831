package dev.mailrace.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrivals of several files, in the order of their times. Owned by one thread; holds one line of each. */
final class SeenArrivals implements AutoCloseable {
    private final List<DeliveriesFile> files;
    private final List<@Nullable SeenArrival> next = new ArrayList<>(); // of each; null: it has no other

    /** @param files owned, at their first line */
    SeenArrivals(List<DeliveriesFile> files) throws IOException {
        this.files = List.copyOf(files);
        for (DeliveriesFile file : files) {
            next.add(file.next());
        }
    }

    /** The next one before or at that time, from the run's start; null: there is none. */
    @Nullable
    SeenArrival until(long nanos) throws IOException {
        int first = -1;
        long firstNanos = nanos;
        for (int i = 0; i < files.size(); i++) {
            SeenArrival waiting = next.get(i);
            if (waiting != null && waiting.nanos() <= firstNanos) {
                first = i;
                firstNanos = waiting.nanos();
            }
        }
        if (first < 0) {
            return null;
        }
        SeenArrival found = next.get(first);
        next.set(first, files.get(first).next());
        return found;
    }

    boolean isEmpty() {
        return next.stream().allMatch(waiting -> waiting == null);
    }

    @Override
    public void close() throws IOException {
        for (DeliveriesFile file : files) {
            file.close();
        }
    }
}
