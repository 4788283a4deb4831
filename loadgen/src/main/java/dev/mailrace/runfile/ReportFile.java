package dev.mailrace.runfile;

import dev.mailrace.files.DiskWork;
import dev.mailrace.files.Uncut;
import dev.mailrace.files.WriteQueue;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file that a report is written to. The folder that it is in must be there: a mistyped path must make none. */
public final class ReportFile {
    /** A pipe has no end to write to before somebody reads it. */
    private static final Duration OPENED = Duration.ofSeconds(10);

    /** A disk that is busy with what others wrote takes its time for what has to be on it. */
    private static final int REPLACED_SECONDS_MAX = 30;

    private ReportFile() {}

    /**
     * Refuses what cannot be written, and changes nothing.
     *
     * @throws IOException with the reason: there is no such folder, it is a folder, it is not writable
     */
    public static void check(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder");
        }
        if (Files.exists(file)) {
            checkMayWrite(file);
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.exists(folder)) {
            throw new FileSystemException(file.toString(), null, "there is no folder " + folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new FileSystemException(file.toString(), null, folder + " is not a folder");
        }
        checkMayWrite(folder);
    }

    private static void checkMayWrite(Path path) throws IOException {
        if (!Files.isWritable(path)) {
            throw Files.getFileStore(path).isReadOnly()
                    ? new FileSystemException(path.toString(), null, "read-only file system")
                    : new AccessDeniedException(path.toString());
        }
    }

    /** Whether it is, or would be, a file with a content that stays: no pipe, no device. */
    public static boolean keepsContent(Path file) {
        return !Files.exists(file) || Files.isRegularFile(file);
    }

    /**
     * Opens it, empty. What is written goes to the system by another thread, however slow the disk is: buffer before, and see
     * {@link WriteQueue} for the limits. Fails where the file has been removed or replaced meanwhile, for what was written is
     * nowhere then.
     */
    public static OutputStream open(Path file) throws IOException {
        boolean pipe = !keepsContent(file);
        OutputStream out = DiskWork.within(
                OPENED,
                file,
                pipe
                        ? "nobody reads it for " + OPENED.toSeconds() + " s"
                        : "it could not be opened for " + OPENED.toSeconds() + " s",
                () -> new Watched(Files.newOutputStream(file), file));
        return new WriteQueue(out, WriteQueue.Limits.USUAL);
    }

    private static final class Watched extends FilterOutputStream {
        private final Path file;
        private final @Nullable Object key;

        Watched(OutputStream out, Path file) throws IOException {
            super(out);
            this.file = file;
            key = key(file);
        }

        /** Identifies the file behind that name; null where nothing does, as with a pipe. */
        private static @Nullable Object key(Path file) throws IOException {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.isRegularFile() ? found.fileKey() : null;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        /** After each piece of a report. */
        @Override
        public void flush() throws IOException {
            super.flush();
            checkItIsThere();
        }

        @Override
        public void close() throws IOException {
            super.close();
            checkItIsThere();
        }

        private void checkItIsThere() throws IOException {
            if (key == null) {
                return;
            }
            try {
                if (key.equals(key(file))) {
                    return;
                }
            } catch (NoSuchFileException e) {
                throw new FileSystemException(file.toString(), null, "it was removed while it was written");
            }
            throw new FileSystemException(file.toString(), null, "another file took its place while it was written");
        }
    }

    private static boolean mayMakeBeside(Path file) {
        return !Files.exists(file) || Files.isWritable(file.toAbsolutePath().getParent());
    }

    /**
     * Replaces it as a whole, on the disk when this returns: a crash leaves the old file or the new one. Fails when the disk
     * takes longer than {@value #REPLACED_SECONDS_MAX} s.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        DiskWork.within(
                Duration.ofSeconds(REPLACED_SECONDS_MAX),
                file,
                "it took nothing for " + REPLACED_SECONDS_MAX + " s",
                () -> {
                    replaceNow(file, bytes);
                    return true;
                });
    }

    private static void replaceNow(Path file, byte[] bytes) throws IOException {
        if (!keepsContent(file) || Files.isSymbolicLink(file) || !mayMakeBeside(file)) { // Written to, not replaced.
            Files.write(file, bytes);
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Uncut.begin();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            try {
                Files.deleteIfExists(fresh);
            } finally {
                Uncut.end();
            }
        }
    }
}
