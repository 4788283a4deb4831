package dev.mailrace.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One Maildir: messages lie in {@code new/}, and in {@code cur/} once a mail program has seen them, under the same name up to
 * a colon. Owned by one thread.
 *
 * <p>Names are kept as hashes of 64 bits. A name that a reading of {@code cur/} passed over while its flags changed is still
 * known by the reading before.
 */
final class Maildir {
    private static final int MESSAGE_BYTES_MAX = 1 << 28;
    private static final int CANDIDATES_MAX = 10_000; // of one look

    private final Path path;
    private final PathPattern.Owner owner;
    private final FolderTime newTime = new FolderTime();
    private final FolderTime curTime = new FolderTime();

    /** Hashes of the names that were there at the last reading and the one before, sorted. */
    private long[] known = {};

    private long[] knownBefore = {};

    /** Whether what is there next was there before the run. */
    private boolean hasOld;

    private @Nullable IOException failure;

    Maildir(Path path, PathPattern.Owner owner, boolean hasOld) {
        this.path = path;
        this.owner = owner;
        this.hasOld = hasOld;
    }

    /**
     * Hands over what is new, the oldest first.
     *
     * @throws IOException the first failure; what could be read was handed over, and the rest waits
     */
    void look(Mailbox.Taker taker, Allowance allowance, boolean afresh) throws IOException {
        // New ones first: files go from there to cur/, and what moves meanwhile is found twice rather than never.
        boolean mayHaveNew = mayHaveChanged("new", newTime);
        boolean mayHaveCur = mayHaveChanged("cur", curTime);
        if (!mayHaveNew && !mayHaveCur && !afresh) {
            return;
        }
        failure = null;
        Hashes hashes = new Hashes();
        List<Candidate> candidates = new ArrayList<>();
        read("new", hashes, candidates);
        read("cur", hashes, candidates);
        if (failure != null && hasOld) {
            forget(); // It is not known what was there.
            throw failure;
        }
        hasOld = false;
        Set<Long> taken = new HashSet<>();
        candidates.sort(Comparator.comparingLong(Candidate::arrivedEpochNanos));
        for (Candidate each : candidates) {
            if (taken.contains(each.hash)) {
                continue;
            }
            if (allowance.isLeft() && take(each, taker, allowance)) {
                taken.add(each.hash);
                hashes.add(each.hash);
            } else {
                forget();
            }
        }
        if (failure != null) {
            for (long each : known) {
                hashes.add(each); // It may be there still.
            }
            known = hashes.sorted();
            throw failure;
        }
        knownBefore = known;
        known = hashes.sorted();
    }

    private boolean mayHaveChanged(String folder, FolderTime time) throws IOException {
        try {
            return time.mayHaveChanged(path.resolve(folder));
        } catch (IOException e) {
            if (Absence.causes(e)) {
                return false; // No Maildir, or not yet.
            }
            throw e;
        }
    }

    /** The next look reads it again. */
    private void forget() {
        newTime.forget();
    }

    /** What has moved or gone, or has yet to come, is no failure. */
    private void fail(IOException e) {
        failure = failure == null && !Absence.causes(e) ? e : failure;
        forget();
    }

    /** A file that was not there before. */
    private record Candidate(Path file, long hash, long arrivedEpochNanos) {}

    private void read(String folder, Hashes hashes, List<Candidate> candidates) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path.resolve(folder))) {
            for (Path file : files) {
                if (!String.valueOf(file.getFileName()).startsWith(".")) {
                    sort(file, hashes, candidates);
                }
            }
        } catch (DirectoryIteratorException e) {
            fail(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            fail(e);
        }
    }

    private void sort(Path file, Hashes hashes, List<Candidate> candidates) {
        long hash = hash(file);
        if (hasOld || Arrays.binarySearch(known, hash) >= 0 || Arrays.binarySearch(knownBefore, hash) >= 0) {
            hashes.add(hash);
        } else if (candidates.size() < CANDIDATES_MAX) {
            try {
                long arrived = EpochNanos.of(Files.getLastModifiedTime(file).toInstant());
                candidates.add(new Candidate(file, hash, arrived));
            } catch (IOException e) {
                fail(e);
            }
        } else {
            forget();
        }
    }

    /** Whether it was still there. */
    private boolean take(Candidate each, Mailbox.Taker taker, Allowance allowance) {
        byte[] message;
        try (InputStream in = Files.newInputStream(each.file)) {
            message = in.readNBytes(MESSAGE_BYTES_MAX);
        } catch (IOException e) {
            fail(e);
            return false;
        }
        allowance.use(message.length);
        taker.took(message, DeliveredTo.of(owner, message), each.arrivedEpochNanos);
        return true;
    }

    private static long hash(Path file) {
        String name = String.valueOf(file.getFileName());
        int colon = name.indexOf(':');
        return Hashes.of(name, colon < 0 ? name.length() : colon);
    }

    /** A list of hashes. */
    private static final class Hashes {
        private long[] hashes = new long[16];
        private int count;

        /** FNV-1a, mixed once more; two of a million names share one by a chance of 1 to 30 million. */
        static long of(String name, int length) {
            long hash = 0xcbf29ce484222325L;
            for (int i = 0; i < length; i++) {
                hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
            return hash ^ (hash >>> 29);
        }

        void add(long hash) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, count * 2);
            }
            hashes[count++] = hash;
        }

        /** Each once. */
        long[] sorted() {
            Arrays.sort(hashes, 0, count);
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (kept == 0 || hashes[i] != hashes[kept - 1]) {
                    hashes[kept++] = hashes[i];
                }
            }
            return Arrays.copyOf(hashes, kept);
        }
    }
}
