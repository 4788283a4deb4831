package dev.mailrace.runfile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a log that may have been cut at any byte, by a kill or a full disk: also within a character, which a decoder of the
 * whole file would meet some lines too early. Owned by one thread.
 */
final class LogLines implements AutoCloseable {
    private final InputStream in;
    private boolean ended;

    private LogLines(InputStream in) {
        this.in = in;
    }

    static LogLines of(Path file) throws IOException {
        return new LogLines(new BufferedInputStream(Files.newInputStream(file)));
    }

    /**
     * The next line, without its end; null after the last. Of a last line that ends within a character, what is before that.
     *
     * @throws CharacterCodingException where a line that has an end is no UTF-8
     */
    @Nullable
    String next() throws IOException {
        if (ended) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                ended = true;
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            }
            line.write(one);
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(line.toByteArray()))
                .toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
