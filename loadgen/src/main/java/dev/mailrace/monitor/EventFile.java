package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.wire.Printable;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file or a named pipe whose lines are events, from when the run began. Never waits: it looks for what is there. Owned by the
 * thread that looks.
 */
final class EventFile implements AutoCloseable {
    private static final String OPTION = "events-from";
    private static final int BYTES_AT_ONCE = 64 << 10;
    private static final int LINE_BYTES_MAX = 4 * RunEvent.TEXT_CHARACTERS_MAX;

    private final Path path;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable RandomAccessFile file; // Null while there is none.
    private @Nullable FileInputStream pipe; // Of the same descriptor, for it knows how much there is; null for a file.
    private long position;
    private boolean fromItsStart; // The file was made while the run went on.

    EventFile(Path path) {
        this.path = path;
    }

    /** @throws Refusal where nothing could ever be read from it */
    static void check(Path path) {
        boolean isPipe = isPipe(path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new Refusal(OPTION, path + ": there is no such folder", "a file or a named pipe");
        }
        if (Files.isDirectory(path) || (Files.exists(path) && !Files.isReadable(path))) {
            throw new Refusal(OPTION, path + " cannot be read", "a file or a named pipe");
        }
        if (isPipe && !Files.isWritable(path)) { // Open for writing, too, it has no end when a writer leaves.
            throw new Refusal(OPTION, path + " may not be written to", "a named pipe that is yours");
        }
    }

    private static boolean isPipe(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    /** What stands in the file by now is passed over. */
    void begin() throws IOException {
        if (Files.exists(path)) {
            open();
            position = isPipe(path) ? 0 : Files.size(path);
        } else {
            fromItsStart = true;
        }
    }

    private void open() throws IOException {
        boolean isPipe = isPipe(path);
        RandomAccessFile opened = new RandomAccessFile(path.toFile(), isPipe ? "rw" : "r");
        pipe = isPipe ? new FileInputStream(opened.getFD()) : null;
        file = opened;
    }

    /** Lines that have come since the last time, at most some hundred; blank ones are none. */
    List<String> lines() throws IOException {
        if (file == null && fromItsStart && Files.exists(path)) {
            open();
        }
        RandomAccessFile from = file;
        if (from == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (byte one : bytes(from)) {
            if (one != '\n') {
                if (line.size() < LINE_BYTES_MAX) {
                    line.write(one);
                }
                continue;
            }
            String text = Printable.of(line.toString(StandardCharsets.UTF_8)).strip();
            line.reset();
            if (!text.isEmpty()) {
                lines.add(
                        text.length() <= RunEvent.TEXT_CHARACTERS_MAX
                                ? text
                                : text.substring(0, RunEvent.TEXT_CHARACTERS_MAX));
            }
        }
        return lines;
    }

    private byte[] bytes(RandomAccessFile from) throws IOException {
        FileInputStream waiting = pipe;
        if (waiting != null) {
            byte[] bytes = new byte[Math.min(BYTES_AT_ONCE, waiting.available())];
            return Arrays.copyOf(bytes, bytes.length == 0 ? 0 : waiting.read(bytes)); // Of what is there it takes all.
        }
        long length = from.length();
        if (length < position) {
            position = 0; // It was cut: what is in it now is new.
        }
        byte[] bytes = new byte[(int) Math.min(BYTES_AT_ONCE, length - position)];
        from.seek(position);
        from.readFully(bytes);
        position += bytes.length;
        return bytes;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
