package dev.mailrace.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way to something that may be slow, such as a disk: a thread of its own writes them, so that whoever gives them
 * is never held up before the end.
 *
 * <p>What waits is limited to {@link Limits#bytes}, and what takes nothing for {@link Limits#stalled} is given up. Either is a
 * failure, like one of the file's own; it arrives with the next write or flush, or when it is closed. What was written by then
 * stays: a prefix of what was given. Any thread may write; one at a time.
 */
public final class WriteQueue extends OutputStream {
    /** A piece that is taken is progress: even a slow disk takes this much within the limit of time. */
    private static final int PIECE_BYTES = 64 << 10;

    private static final int LOOKS = 2;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * How much it puts up with.
     *
     * @param bytes that may wait in memory
     * @param stalled how long nothing may be taken, while something waits
     */
    public record Limits(long bytes, Duration stalled) {
        /** Minutes of a run's intervals; and longer than disks take to spin up, or a network file system to find another way. */
        public static final Limits USUAL = new Limits(8 << 20, Duration.ofSeconds(10));
    }

    private final OutputStream out;
    private final Limits limits;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes; // With the piece that is being written.
    private long progressNanos; // When something was taken last, or nothing waited.
    private int looks; // How often that was found to be too long ago.
    private boolean closing;
    private boolean ended;
    private @Nullable Thread writer; // Null before the first byte.
    private @Nullable IOException failure;

    /** @param out is written to by one thread, and closed by it */
    public WriteQueue(OutputStream out, Limits limits) {
        this.out = out;
        this.limits = limits;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /** Takes a copy; never waits. */
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        check();
        if (length == 0) {
            return;
        }
        if (waitingBytes + length > limits.bytes) {
            fail(reason("it is too slow: " + (limits.bytes >> 20) + " MiB wait to be written"));
            check();
        }
        if (waitingBytes == 0) {
            progressNanos = System.nanoTime();
        }
        waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
        waitingBytes += length;
        if (writer == null) {
            writer = new Thread(this::writeAll, "writer");
            writer.setDaemon(true); // It may never come back.
            writer.start();
        }
        notifyAll();
    }

    /** Says whether all is well so far; never waits. */
    @Override
    public synchronized void flush() throws IOException {
        if (waitingBytes > 0 && isStalled()) {
            giveUp();
        }
        check();
    }

    /** Whether something that was given is not taken yet. */
    public synchronized boolean isBehind() {
        return waitingBytes > 0;
    }

    private void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Not at the first look: a process that was stopped for a while wakes with all of its time gone. */
    private boolean isStalled() {
        return leftNanos() <= 0 && ++looks > LOOKS;
    }

    private long leftNanos() {
        return limits.stalled.toNanos() - (System.nanoTime() - progressNanos);
    }

    private void giveUp() {
        fail(reason("it took nothing for " + limits.stalled.toSeconds() + " s"));
    }

    private static IOException reason(String words) {
        return new FileSystemException(null, null, words);
    }

    private synchronized void fail(IOException why) {
        if (failure == null && !ended) {
            failure = why;
            waiting.clear();
        }
        notifyAll();
    }

    /** Waits until all is written, or given up. */
    @Override
    public synchronized void close() throws IOException {
        if (!closing) {
            closing = true;
            if (writer == null) {
                ended = true;
                out.close();
            }
            progressNanos = waitingBytes > 0 ? progressNanos : System.nanoTime();
            notifyAll();
        }
        while (!ended && failure == null) {
            if (isStalled()) {
                giveUp();
            } else {
                pause(Math.max(leftNanos(), LOOK_NANOS));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void pause(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void writeAll() {
        try {
            for (byte[] next = next(); next != null; next = next()) {
                for (int from = 0; from < next.length; from += PIECE_BYTES) {
                    int length = Math.min(PIECE_BYTES, next.length - from);
                    out.write(next, from, length);
                    taken(length);
                }
                out.flush();
            }
            out.close();
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) { // Nobody else would hear of it.
            fail(new IOException(e));
        } finally {
            if (failed()) {
                closeQuietly();
            }
        }
    }

    /** Waits for more; null when no more will come. */
    private synchronized byte @Nullable [] next() throws IOException {
        while (waiting.isEmpty() && !closing && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return failure == null ? waiting.poll() : null;
    }

    private synchronized void taken(int bytes) throws IOException {
        waitingBytes -= bytes;
        progressNanos = System.nanoTime();
        looks = 0;
        if (failure != null) {
            throw failure; // Given up meanwhile: nothing may follow the gap.
        }
    }

    private synchronized boolean failed() {
        return failure != null;
    }

    private void closeQuietly() {
        try {
            out.close();
        } catch (IOException e) {
            return; // The first reason counts.
        }
    }
}
