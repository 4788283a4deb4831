package dev.mailrace.simulation;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A disk in memory that may be too small from the beginning, or be emptied by somebody else in the middle. */
public final class SimulatedDisk implements AutoCloseable {
    private static final int BLOCK_BYTES = 512;

    private final FileSystem files;
    private final Path folder;
    private final boolean fillsUp;
    private final long removedAfterNanos;

    /** @param runNanos how long the run is to take that writes to it */
    public SimulatedDisk(long seed, long runNanos) {
        SplittableRandom random = new SplittableRandom(seed);
        fillsUp = random.nextInt(3) == 0;
        removedAfterNanos = random.nextInt(6) == 0 ? random.nextLong(runNanos) : Long.MAX_VALUE;
        files = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(BLOCK_BYTES)
                .setMaxSize(fillsUp ? BLOCK_BYTES + random.nextLong(100_000) : 1L << 26)
                .setMaxCacheSize(0)
                .build());
        folder = files.getPath("/results/run");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Whether it may lose what it is given. */
    public boolean isBad() {
        return fillsUp || removedAfterNanos != Long.MAX_VALUE;
    }

    /** When {@link #remove} is due; {@link Long#MAX_VALUE}: never. */
    public long removedAfterNanos() {
        return removedAfterNanos;
    }

    /** Somebody removes the folder. */
    public void remove() {
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of that name; null: it is not there. */
    public @Nullable Path file(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? file : null;
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
