package dev.mailrace.terminal;

import dev.mailrace.fault.SystemWords;
import dev.mailrace.files.WriteQueue;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A standard stream of this process in UTF-8. Text that is printed is for people, in {@link Spelling#ours}; bytes that are
 * written are taken as they are. It remembers why it takes no more, which a {@link PrintStream} keeps to itself. Any thread
 * may print.
 */
public final class StandardStream extends PrintStream {
    private static final String READER_GONE = "Broken pipe"; // EPIPE, as the system calls it.
    private static final String CLOSED = "Bad file descriptor"; // EBADF: it was closed before we began.

    /** A reader may be a person. */
    private static final WriteQueue.Limits PATIENT = new WriteQueue.Limits(8 << 20, Duration.ofDays(365));

    private final Descriptor descriptor;

    private StandardStream(Descriptor descriptor, boolean flushesLines) {
        super(descriptor, flushesLines, StandardCharsets.UTF_8);
        this.descriptor = descriptor;
    }

    public static StandardStream of(FileDescriptor descriptor, boolean flushesLines) {
        return new StandardStream(new Descriptor(new FileOutputStream(descriptor)), flushesLines);
    }

    @Override
    public void print(char one) {
        super.print(Spelling.ours().of(String.valueOf(one)));
    }

    @Override
    public void print(@Nullable String text) {
        super.print(Spelling.ours().of(String.valueOf(text)));
    }

    @Override
    public void print(@Nullable Object thing) {
        super.print(Spelling.ours().of(String.valueOf(thing)));
    }

    @Override
    public void print(char[] text) {
        super.print(Spelling.ours().of(String.valueOf(text)));
    }

    /**
     * What people read, as {@link #print} has it, by way of a writer. Who writes for machines takes {@link #exact}.
     *
     * @param stream stays open
     */
    public static PrintWriter forPeople(PrintStream stream) {
        return new PrintWriter(new Spelled(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
    }

    /** What machines read, on standard output: each character as it is, in UTF-8. Flush it. */
    public static PrintWriter exact() {
        return new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    }

    private static final class Spelled extends FilterWriter {
        Spelled(Writer out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(Spelling.ours().of(String.valueOf((char) one)));
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            out.write(Spelling.ours().of(String.valueOf(text, offset, length)));
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            out.write(Spelling.ours().of(text.substring(offset, offset + length)));
        }
    }

    /** Writes until the first failure; what came after it would have a gap before it. */
    private static final class Descriptor extends OutputStream {
        private final FileOutputStream out;
        private volatile @Nullable IOException failure;
        private volatile Runnable whenReaderGone = () -> {};
        private volatile @Nullable WriteQueue queue; // Null: whoever writes waits until it is taken.

        Descriptor(FileOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            WriteQueue waiting = queue;
            if (waiting == null) {
                writeNow(bytes, offset, length);
                return;
            }
            try {
                waiting.write(bytes, offset, length);
            } catch (IOException e) {
                failed(e);
                throw e;
            }
        }

        private void writeNow(byte[] bytes, int offset, int length) throws IOException {
            IOException earlier = failure;
            if (earlier != null) {
                throw earlier;
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failed(e);
                throw e;
            }
        }

        private void failed(IOException why) {
            if (failure == null) {
                failure = why;
                if (READER_GONE.equals(why.getMessage())) {
                    whenReaderGone.run();
                }
            }
        }

        /** What a queue writes to, which it closes. */
        private OutputStream now() {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    writeNow(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    writeNow(bytes, offset, length);
                }
            };
        }
    }

    /**
     * From now on nobody waits until what is printed is taken, as by a terminal that was halted with Ctrl-S: a thread writes it.
     * What waits is limited.
     */
    public static void writeApart(PrintStream stream) {
        if (stream instanceof StandardStream standard && standard.descriptor.queue == null) {
            stream.flush();
            standard.descriptor.queue = new WriteQueue(standard.descriptor.now(), PATIENT);
        }
    }

    /** Waits until all that was printed is taken, however long a reader takes; so does whoever prints from now on. */
    public static void writeAtOnce(PrintStream stream) {
        if (stream instanceof StandardStream standard) {
            stream.flush();
            WriteQueue waiting = standard.descriptor.queue;
            standard.descriptor.queue = null;
            try {
                if (waiting != null) {
                    waiting.close();
                }
            } catch (IOException e) {
                standard.descriptor.failed(e);
                standard.setError();
            }
        }
    }

    /** Whether something that was printed is not taken yet: what is drawn only to be drawn over may be left out. */
    public static boolean isBehind(PrintStream stream) {
        WriteQueue waiting = stream instanceof StandardStream standard ? standard.descriptor.queue : null;
        return waiting != null && waiting.isBehind();
    }

    /** Whether its reader has closed it, as {@code head} does: all tools end quietly then. */
    public boolean isReaderGone() {
        IOException failure = descriptor.failure;
        return failure != null && READER_GONE.equals(failure.getMessage());
    }

    /** Runs once, on the thread that printed, when its reader has closed it. */
    public void whenReaderGone(Runnable what) {
        descriptor.whenReaderGone = what;
    }

    /** Whether it was closed before this process began. */
    public boolean wasClosed() {
        IOException failure = descriptor.failure;
        return failure != null && CLOSED.equals(failure.getMessage());
    }

    /** Why {@code stream} takes no more; null while it takes all. Flushes it. */
    public static @Nullable String failure(PrintStream stream) {
        boolean troubled = stream.checkError();
        IOException failure = stream instanceof StandardStream standard ? standard.descriptor.failure : null;
        if (!troubled && failure == null) {
            return null;
        }
        return failure == null ? "it takes no more" : SystemWords.of(failure);
    }

    /** Standard output as a stream whose failures arrive, with each flush. Borrowed: closing it closes nothing. */
    public static OutputStream output() {
        PrintStream out = System.out;
        return new OutputStream() {
            @Override
            public void write(int one) {
                out.write(one);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                String failure = failure(out);
                if (failure != null) {
                    throw new FileSystemException(null, null, failure);
                }
            }
        };
    }
}
