package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Whether a folder may hold other names than when it was asked last. Owned by one thread.
 *
 * <p>A folder's time is only as fine as the kernel's clock ticks: what happens right after a look may bear the time that was
 * seen. So a time that was young when it was seen proves nothing, and the next look finds the folder changed.
 */
final class FolderTime {
    private static final long YOUNG_MILLIS = 2_000;

    private long seenNanos = Long.MIN_VALUE;

    /** To be asked right before the folder is read. */
    boolean mayHaveChanged(Path folder) throws IOException {
        Instant changed = Files.getLastModifiedTime(folder).toInstant();
        long nanos = EpochNanos.of(changed);
        boolean isOld = changed.isBefore(Instant.now().minusMillis(YOUNG_MILLIS));
        boolean same = nanos == seenNanos;
        seenNanos = isOld ? nanos : Long.MIN_VALUE;
        return !same;
    }

    /** The next look reads it, whatever its time. */
    void forget() {
        seenNanos = Long.MIN_VALUE;
    }
}
