package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that keeps accepted messages, one file each: content as it was meant, without the dots that DATA stuffs
 * (RFC 5321 §4.5.2). Owned by one event loop, which waits for the disk: an aid for looking at mail, not for load.
 */
final class Spool {
    private static final System.Logger LOGGER = System.getLogger(Spool.class.getName());

    private final Path folder;
    private final int number;
    private long begun;
    private boolean told;

    /**
     * Makes the folder where there is none.
     *
     * @throws Refusal when it cannot be written to, or holds messages, whose names would come again
     */
    static void claim(Path folder) {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> kept = Files.newDirectoryStream(folder, "*.eml")) {
                if (kept.iterator().hasNext()) {
                    throw new Refusal("spool", folder + ": it holds messages", "a folder without any");
                }
            }
            Files.delete(Files.createTempFile(folder, ".incoming-", null));
        } catch (IOException e) {
            throw new Refusal("spool", folder + ": " + SystemWords.of(e), "a folder to write to", e);
        }
    }

    /** A shard's way into a folder, which it makes; shards of one folder have different numbers. */
    Spool(Path folder, int number) {
        this.folder = folder;
        this.number = number;
    }

    /** A file for content that is about to come, under a name that differs from a message's. */
    SpooledContent begin() {
        Path file = folder.resolve(".incoming-" + number + "-" + ++begun);
        try {
            Files.createDirectories(folder);
            return new SpooledContent(this, file, Files.newOutputStream(file));
        } catch (IOException e) {
            failed(e);
            return new SpooledContent(this, file, null);
        }
    }

    Path file(long queueId) {
        return folder.resolve(String.format("%016x.eml", queueId));
    }

    /** Reported once; clients get a 452 each time. */
    void failed(IOException cause) {
        if (!told) {
            told = true;
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "spool: " + folder + ": " + cause
                            + " (expected: a folder with room that this process may write to)");
        }
    }
}
