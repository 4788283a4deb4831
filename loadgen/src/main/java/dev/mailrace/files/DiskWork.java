package dev.mailrace.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that a file system is asked for and may never answer, such as a pipe that nobody reads or a network drive that is
 * gone: done by a thread of its own, which is left behind when it takes too long.
 */
public final class DiskWork {
    private DiskWork() {}

    /** What is asked for. */
    public interface Work<T> {
        T work() throws IOException;
    }

    /**
     * Waits for it.
     *
     * @param file that it is about
     * @param max how long
     * @param late says what is wrong when it takes longer
     */
    public static <T> T within(Duration max, Path file, String late, Work<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work::work);
        Thread worker = new Thread(task, "disk");
        worker.setDaemon(true);
        worker.start();
        try {
            return task.get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new FileSystemException(file.toString(), null, late);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failure) {
                throw failure;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
        }
    }
}
